"""The repository on GitHub, over HTTP."""
