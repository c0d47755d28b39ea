"""A change to a wiki as a value: what a source adds, what is held against it, and how it is
proposed."""
