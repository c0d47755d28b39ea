"""Markdown as its readers show it: blocks, links, anchors, front matter, comments."""
