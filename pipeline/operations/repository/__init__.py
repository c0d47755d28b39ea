"""A commit, a working tree, or two of them, as values: what is compiled, what is not, and what code
derives."""
