"""Reports as values: what is said, of which claims, and the page that holds it."""
