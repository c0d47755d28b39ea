"""Settle what the HTML that mammoth makes of a document leaves open: heads, headings, notes."""

from __future__ import annotations

from itertools import pairwise

from pipeline.readers.html.tables import cells_of, rows_of
from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.weights import count_letters
from pipeline.readers.shared.markdown_tables import names_columns

_LONGEST_HEADING = 100  # letters of a bold paragraph that stands for one
_NOTES_HEADING = "Footnotes"


def settle_tree(page: Node) -> None:
    """Change the tree of a document whose elements are weighed."""
    for table in [node for node in page.descendants() if node.tag == "table"]:
        _settle_head(table)
    _settle_headings(page)
    _name_notes(page)


def _settle_head(table: Node) -> None:
    """Make the first row of a table its head where its cells read as the names of the columns."""
    rows = [cells_of(row) for row in rows_of(table)]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or any(cell.tag == "th" for cell in cells):
        return
    if any("colspan" in cell.attrs or "rowspan" in cell.attrs for cell in rows[0]):
        return
    if len(rows[0]) > 1 and names_columns([[cell.text() for cell in row] for row in rows]):
        for cell in rows[0]:
            cell.tag = "th"


def _settle_headings(page: Node) -> None:
    """Take short bold paragraphs for headings where a document has none besides its title."""
    found = [node for node in page.descendants() if node.tag in HEADINGS and node.letters]
    if len(found) > 1 or any(node.tag != "h1" for node in found):
        return
    body = [node for part in page.elements() for node in _top_paragraphs(part)]
    for paragraph, after in pairwise(body):
        text = paragraph.text()
        ends = text.endswith((".", ",", ";", ":", "!"))
        if _is_bold(after) or not _is_bold(paragraph) or ends:
            continue
        if 0 < paragraph.letters <= _LONGEST_HEADING:
            paragraph.tag = "h2"


def _top_paragraphs(node: Node) -> list[Node]:
    """Return the paragraphs that stand in no list, table or quotation."""
    if node.tag == "p":
        return [node]
    if node.tag in ("html", "body", "div"):
        return [found for part in node.elements() for found in _top_paragraphs(part)]
    return []


def _is_bold(paragraph: Node) -> bool:
    return any(
        x.tag in ("strong", "b") and x.letters == paragraph.letters > 0
        for x in paragraph.descendants()
    )


def _name_notes(page: Node) -> None:
    """Set a heading above the footnotes, which are no part of the last section."""
    for node in page.descendants():
        notes = [
            x
            for x in node.elements()
            if x.attrs.get("id", "").startswith(("footnote-", "endnote-"))
        ]
        if node.tag != "ol" or not notes or node.parent is None:
            continue
        heading = Node("h2", {}, node.line, node.parent, [Text(_NOTES_HEADING, node.line)])
        heading.blocky, heading.letters = True, count_letters(_NOTES_HEADING)
        node.parent.children.insert(node.parent.children.index(node), heading)
        return
