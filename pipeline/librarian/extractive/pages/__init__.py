"""What pages the embedded librarian plans and writes."""
