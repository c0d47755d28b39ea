"""A seeded fuzzer of hostile sources and hostile replies, judged by what GitHub's own parser makes of the pages."""
