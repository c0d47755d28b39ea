"""Write a piece of HTML as Markdown: all of it that is shown, for it is no page with menus."""

from __future__ import annotations

from pipeline.readers.html.blocks import BlockWriter
from pipeline.readers.html.inline import Line
from pipeline.readers.html.tree import parse
from pipeline.readers.html.weights import weigh


def write_fragment(markup: str) -> list[Line]:
    """Return the lines of a mail, or of a cell of a notebook, each with its line of the piece."""
    try:
        page, _ = parse(markup)
    except ValueError:
        return []
    weigh(page)
    return BlockWriter().write(page)
