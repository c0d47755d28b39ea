"""The librarian and the referee that ask a language model."""
