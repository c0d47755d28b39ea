"""What the program makes of a wiki and of its findings for others to read, one module a format."""
