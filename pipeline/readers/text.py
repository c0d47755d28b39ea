"""Plain text, as it is."""

from __future__ import annotations

from pipeline.readers import titles
from pipeline.readers.decode import decode
from pipeline.readers.lines import joined, numbered
from pipeline.readers.reading import Meta, Reading


def read(path: str, data: bytes) -> Reading:
    """Return every line of the file; the title is its first line if that is short, else the file's name."""
    decoded, notes = decode(path, data)
    text, locators = joined(numbered(decoded))
    title = titles.from_first_line(text.split("\n")) or titles.from_path(path)
    return Reading(text, locators, "line", Meta(title=title), notes)
