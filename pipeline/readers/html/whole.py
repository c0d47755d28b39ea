"""Write HTML that is content throughout, as out of a book or a converter: nothing is pruned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.readers.html.blocks import BlockWriter
from pipeline.readers.html.notes import leave_out_signs
from pipeline.readers.html.pictures import describe_pictures
from pipeline.readers.html.tree import HEADINGS, Node, parse
from pipeline.readers.html.weights import weigh

_NAMED_PAGE = re.compile(r"(?<![a-z])page-?(?:num(?:ber)?|no|break)s?(?![a-z])", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\W*(?:p(?:age|g)?\W*)?(?:\d{1,4}|[ivxlc]{1,8})\W*", re.IGNORECASE)
_LONGEST_PAGE_NUMBER = 20  # letters


@dataclass(frozen=True)
class WholePage:
    """The lines of a text, the title that its head names, and the pictures that say nothing."""

    lines: list[str]
    title: str
    bare_pictures: int

    @property
    def has_heading(self) -> bool:
        """Whether there is a heading in the text."""
        return any(line.startswith("#") for line in self.lines)


def write_whole(
    decoded: str,
    change: Callable[[Node], None] | None = None,
    sign_of: Callable[[str], str] | None = None,
) -> WholePage:
    """Return HTML as Markdown; `change` may change its tree before.

    `sign_of` returns the sign of a picture that is to be read, by its address, or "" for none.
    Signs of notes and printed page numbers are left out, as in web pages.
    """
    try:
        page, _ = parse(decoded)
    except ValueError:
        return WholePage([], "", 0)
    title = next((node.text() for node in page.descendants() if node.tag == "title"), "")
    bare = describe_pictures(page, sign_of)
    weigh(page)
    if change:
        change(page)
    leave_out_signs(page)
    for node in page.descendants():
        if 0 < node.letters <= _LONGEST_PAGE_NUMBER and _is_page_number(node):
            node.leave_out("page numbers")
    lines = [line for line, _ in BlockWriter().write(page)]
    return WholePage(lines, title, bare)


def _is_page_number(node: Node) -> bool:
    if node.tag in HEADINGS or not _PAGE_NUMBER.fullmatch(node.text()):
        return False
    if node.says("epub:type", "pagebreak") or node.says("role", "doc-pagebreak"):
        return True
    return bool(_NAMED_PAGE.search(node.attrs.get("class", "")))
