"""Sources before they are read: where they come from, their names, pictures and credentials."""
