"""How the embedded librarian answers: what is asked, which statements hold it, which are told."""
