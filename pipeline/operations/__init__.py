"""What the program does, by capability; an operation joins pure decisions with adapters."""
