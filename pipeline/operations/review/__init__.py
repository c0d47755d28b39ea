"""Local proposals: which there are, and what becomes of each: accepted or rejected."""
