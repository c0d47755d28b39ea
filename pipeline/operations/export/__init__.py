"""Hand a wiki on: read all that a format needs, write the files, and take a bundle in."""
