"""A change without a new source: retract, replace, merge, rename, and what is refused of one."""
