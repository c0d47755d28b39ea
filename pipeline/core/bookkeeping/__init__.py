"""What code writes into pages, the index and the log, and what it leaves to people."""
