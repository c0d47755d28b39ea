"""The names in a source: its subject, its key phrases, and the titles made of them."""
