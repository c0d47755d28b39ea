"""What became of a wiki between two of its states: learned, superseded, contradicted, answered."""
