"""Which pages are about a question."""
