"""A change to the wiki as a value: what a source adds, how it is checked, how it is proposed."""
