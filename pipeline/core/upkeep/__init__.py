"""A change without a new source as a value: retract, replace, merge, rename."""
