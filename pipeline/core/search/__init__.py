"""Which pages and statements are about a question."""
