"""Claims that may contradict each other: which to compare, what was judged, and whether a verdict
counts."""
