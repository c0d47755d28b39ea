"""The values that sentences state, and whether two of them agree."""
