"""The kinds of pages and their parts, as the embedded librarian plans and writes them."""
