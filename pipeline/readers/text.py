"""Read plain text, as it is."""

from __future__ import annotations

from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading


def read(path: str, data: bytes) -> Reading:
    """Return every line of the file; a short first line is its title, else the file's name."""
    decoded, notes = decode(path, data)
    text, locators = join_lines(number_lines(decoded))
    title = missing_title.title_from_first_line(text.split("\n")) or missing_title.title_from_path(
        path
    )
    return Reading(text, locators, "line", Meta(title=title), notes)
