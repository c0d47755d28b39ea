"""Runs of the model librarian on a real language model, kept so that they can be replayed: see README.md beside this."""
