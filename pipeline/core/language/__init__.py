"""What text says in any language: sentences, names, quantities, and words that mean the same."""
