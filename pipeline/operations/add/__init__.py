"""What comes from outside becomes sources under `raw/`: files, addresses, repositories."""
