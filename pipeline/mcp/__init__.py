"""The operations as tools for other programs, by the Model Context Protocol."""
