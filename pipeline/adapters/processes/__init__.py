"""Other processes and threads: a crew that shares work, one with a deadline, GitHub's parser."""
