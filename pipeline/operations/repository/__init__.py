"""A commit, a working tree, or two of them, as values: what is compiled, and what code derives."""
