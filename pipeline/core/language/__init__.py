"""What text says in any language: sentences, names, quantities, words that mean the same."""
