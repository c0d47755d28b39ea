"""A change to the wiki without a new source as a value: retract, replace, merge, rename, settle."""
