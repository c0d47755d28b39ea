"""Words, and languages by their words."""
