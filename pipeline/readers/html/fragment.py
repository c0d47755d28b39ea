"""Write a piece of HTML as Markdown: all of it that is shown, for it is no page with menus."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.readers.html.blocks import BlockWriter
from pipeline.readers.html.inline import Line
from pipeline.readers.html.pictures import mark_pictures
from pipeline.readers.html.tree import parse
from pipeline.readers.html.weights import weigh


def write_fragment(markup: str, sign_of: Callable[[str], str] | None = None) -> list[Line]:
    """Return the lines of a mail, or of a cell of a notebook, each with its line of the piece.

    `sign_of` returns the sign of a picture that is to be read, by its address, or "".
    """
    try:
        page, _ = parse(markup)
    except ValueError:
        return []
    weigh(page)
    if sign_of:
        mark_pictures(page, sign_of)
    return BlockWriter().write(page)
