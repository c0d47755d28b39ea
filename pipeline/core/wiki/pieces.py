"""Cut a page into what states something: sentences, list items and table rows, with places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup import markdown
from pipeline.core.markup.ignore_comments import IGNORE_COMMENT, drop_ignore_comments
from pipeline.core.wiki.page import Page

_AFTER_STOP = re.compile(r"([.!?:。！？][\"”’)*_」』）]*)((?:\s?\[\^[^\[\]\s]{1,200}\])+)")
_LEAD = re.compile(r"^\s*(?:>\s?|\[!\w+\][-+]?\s)*(?:[-*+]\s+(?:\[.\]\s+)?|\d{1,9}[.)]\s+)?")
_RULE = re.compile(r"^(?=[^-]*-)[\s:|-]+$")
_BLOCK = re.compile(r"^\s*(?:[-*+]\s|\d{1,9}[.)]\s|>|\||#{1,6}\s|\[\^[^\[\]\s]{1,200}\]:)")
_CELLS = re.compile(r"(?<!\\)\|")
_OPENING = re.compile(rf"(?:\s|{IGNORE_COMMENT.pattern})*")


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


def pieces_of_page(page: Page) -> Iterator[Piece]:
    """Yield what a page states, in order; a sentence may go over several lines, as for a reader."""
    line = page.front.count("\n") + 1
    yield from _of_section(page.lead, "", line)
    line += page.lead.count("\n")
    for part in page.parts:
        yield from _of_section(part.text, part.heading, line + part.line.count("\n"))
        line += part.line.count("\n") + part.text.count("\n")


def _of_section(text: str, heading: str, line: int) -> Iterator[Piece]:
    rows, shown = text.split("\n"), markdown.mask(text).split("\n")
    header: tuple[str, ...] = ()
    i = 0
    while i < len(rows):
        row = rows[i]
        if not shown[i].strip() or _RULE.match(row) or row.startswith("[^"):
            header = header if row.strip() else ()
            i += 1
        elif sub := re.match(r"^#{3,6}\s+(.*?)\s*#*$", row):
            heading, i = sub[1], i + 1
        elif row.lstrip().startswith("|"):
            if i + 1 < len(rows) and _RULE.match(rows[i + 1]):
                header = tuple(markdown.to_plain_text(cell) for cell in table_cells(row))
            else:
                yield Piece(row.strip(), heading, line + i, header)
            i += 1
        else:
            end = i + 1
            while end < len(rows) and shown[end].strip() and not _BLOCK.match(rows[end]):
                end += 1
            yield from _sentences("\n".join(rows[i:end]), heading, line + i)
            i = end


def _sentences(block: str, heading: str, line: int) -> Iterator[Piece]:
    """Cut a paragraph or list item; a mark behind the full stop belongs to that sentence."""
    lead = _LEAD.match(block)
    at, counted = lead.end() if lead else 0, 0
    # The sentences are looked for in one line, with marks moved before the full stop. Both keep the
    # length, and so the places at which sentences begin and end.
    flat = _AFTER_STOP.sub(r"\2\1", block[at:]).replace("\n", " ")
    for sentence in cut_into_sentences("", flat):
        raw = block[at : at + len(sentence)]
        opening = _OPENING.match(raw)
        said = raw[opening.end() if opening else 0 :]
        if said:
            start = at + len(raw) - len(said)
            line, counted = line + block.count("\n", counted, start), start
            yield Piece(said.rstrip(), heading, line)
        at += len(sentence)


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
        return markdown.to_plain_text(raw)
    row = [markdown.to_plain_text(cell) for cell in table_cells(raw)]
    header = piece.header if len(piece.header) == len(row) else ("",) * len(row)
    return "; ".join(f"{h}: {c}" if h else c for h, c in zip(header, row, strict=True) if c)
