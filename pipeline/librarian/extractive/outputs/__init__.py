"""How the embedded librarian makes outputs: it chooses values and statements, and words nothing."""
