"""What a wiki says: pages found by words and links, and how two pages hang together."""
