"""A git-native LLM wiki: sources in `raw/` are compiled once into reviewed Markdown pages in
`wiki/`."""

__version__ = "0.1.0"
