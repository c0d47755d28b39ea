"""Words and word lists, and the few words that code writes on pages in several languages."""
