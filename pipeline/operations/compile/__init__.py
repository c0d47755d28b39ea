"""A source becomes a proposal: who reads it, what it may cost, and what is checked."""
