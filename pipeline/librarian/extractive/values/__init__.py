"""Values that sentences state, and whether two of them agree."""
