"""The git repository on this machine, and its remote."""
