"""What becomes a source: an address that is fetched once, and stored under `raw/`."""
