"""A repository and its remote."""
