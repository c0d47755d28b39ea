"""Charts as values: what is drawn, of which claims, and whether that may stand in one picture."""
