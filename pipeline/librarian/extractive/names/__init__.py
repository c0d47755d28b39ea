"""What a source names: its subject, key phrases, titles."""
