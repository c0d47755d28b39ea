"""Answers of the wiki as values: what they are made from, checked against, and shown as."""
