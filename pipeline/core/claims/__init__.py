"""Statements of the wiki that may be at odds: which to compare, and what a verdict means."""
