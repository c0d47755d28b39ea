"""Models that turn texts into vectors, or compare two texts, on this machine or by an endpoint."""
