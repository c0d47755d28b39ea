"""What lint found: for each page, silenced or not, and as text."""
