"""Whether the quotes of a statement support it: what a judge is shown, and what code can tell."""
