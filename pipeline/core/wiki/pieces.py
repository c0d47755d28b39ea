"""Cut a page into what states something: sentences, list items and table rows, with places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.markup import markdown, text_mask
from pipeline.core.markup.ignore_comments import drop_ignore_comments
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.markup.text_blocks import split_blocks
from pipeline.core.wiki.page import Page

_HEADING_SIGNS = re.compile(r"^#+\s*|\s*#*$")
_QUOTED_LINE = re.compile(r"\n(?:[ \t]*>)+")
_QUOTED_END = re.compile(r"\n[ \t>]*$")
_WORD = re.compile(r"\w")
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Piece:
    """One sentence, list item or table row.

    `raw` is its text on the page, without the sign that makes it a list item. `header` are the
    cells of the table's first row, for a table row. `line` counts in the page's file.
    """

    raw: str
    heading: str
    line: int
    header: tuple[str, ...] = ()


def pieces_of_page(page: Page, only_marked: bool = False) -> Iterator[Piece]:
    """Yield what a page states, in order; a sentence may go over several lines, as for a reader.

    `only_marked` leaves out the paragraphs in which nothing looks like a footnote mark.
    """
    line = page.first_line
    yield from _of_section(page.lead, "", line, only_marked)
    line += page.lead.count("\n")
    for part in page.parts:
        yield from _of_section(part.text, part.heading, line + part.line.count("\n"), only_marked)
        line += part.line.count("\n") + part.text.count("\n")


def _of_section(text: str, heading: str, line: int, only_marked: bool) -> Iterator[Piece]:
    if only_marked and "[^" not in text:
        return
    shown = text_mask.show_words(text)
    header: tuple[str, ...] = ()
    end = counted = 0
    for block in split_blocks(shown):
        header = header if block.start == end else ()
        end = block.end
        row = text[block.inner : block.end].rstrip()
        line, counted = line + text.count("\n", counted, block.inner), block.inner
        if block.kind == "heading":
            heading = heading if row.startswith("# ") else _HEADING_SIGNS.sub("", row)
        elif block.kind == "table head":
            is_rule = not _WORD.search(row)
            header = header if is_rule else tuple(map(markdown.to_plain_text, table_cells(row)))
        elif block.kind == "row":
            yield Piece(row, heading, line, header)
        elif block.states and (not only_marked or "[^" in row):
            for start, stop in sentence_spans(shown[block.inner : block.end]):
                said = shown[block.inner + start : block.inner + stop]
                said = _QUOTED_END.sub("", said).rstrip()
                at = block.inner + start
                line, counted = line + text.count("\n", counted, at), at
                yield Piece(text[at : at + len(said)], heading, line)


def table_cells(row: str) -> list[str]:
    """Return the cells of a table row, as written."""
    return [cell.strip() for cell in _CELLS.split(row.strip().removeprefix("|").removesuffix("|"))]


def show_piece(piece: Piece) -> str:
    """Return a piece as a reader takes it in: plain words, and table cells with their headers.

    A comment that silences a rule of the lint is left out: else a judge would see another
    statement.
    """
    raw = drop_ignore_comments(piece.raw)
    if not raw.startswith("|"):
        return markdown.to_plain_text(_QUOTED_LINE.sub("\n", raw) if "\n" in raw else raw)
    row = [markdown.to_plain_text(cell) for cell in table_cells(raw)]
    header = piece.header if len(piece.header) == len(row) else ("",) * len(row)
    return "; ".join(f"{h}: {c}" if h else c for h, c in zip(header, row, strict=True) if c)
