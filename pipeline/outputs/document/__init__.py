"""A page as pandoc takes it: its document tree, with notes, citations and pictures."""
