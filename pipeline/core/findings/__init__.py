"""Findings of the lint: what rules look at, what they report, and how people read it."""
