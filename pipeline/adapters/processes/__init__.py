"""Other processes: a crew that shares work, one with a deadline, and programs."""
