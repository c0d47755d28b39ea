"""Whether training on an export teaches a small model the wiki's facts; opt-in, never in CI."""
