"""The text of a source: its blocks and sentences, and which of them could be claims."""
