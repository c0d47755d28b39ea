"""Where sources come from, as values: addresses, what a server sent, names of stored copies."""
