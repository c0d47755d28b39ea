"""Join the rows of a PDF page to blocks: paragraphs, list items, single lines, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf.hyphens import join_texts
from pipeline.readers.pdf.rows import PdfRow
from pipeline.readers.pdf.tables import PdfTable

LIST_ITEM = re.compile(r"^(?:- |\(?\d{1,3}[.)] |\(?[a-zA-Z][.)] )")
_SAME_SIZE = 0.1  # of the size of type: what differs less is of one size
_SAME_HEADING = 0.3  # points by which the sizes of the rows of one heading differ at most
_NEAR = 1.25  # times the usual distance of two rows
_BESIDE = 6.0  # sizes of type between a label and its value
_HALF = 0.5  # of the width of a column: a shorter row ends a line
_ENDED = re.compile(r"[.?!:;…][\"”’»)\]]*$")
_FULL = 0.7  # of the width of a column: a row that may go on in the next
_FULL_IN_BOLD = 0.45  # headings are broken where they read well


@dataclass(frozen=True)
class Block:
    """What stands in one piece on a page: rows that read as one text, or a table.

    `apart` says that a blank line stands before it: it neither goes on with the block above nor is
    an item of the same list. `over` says that it goes on with the block before it, which stands in
    another column or on another page. `alone` says that no other row of its column stands beside
    one of its rows, as a value does beside its label.
    """

    text: str
    rows: tuple[PdfRow, ...] = ()
    table: PdfTable | None = None
    apart: bool = True
    over: bool = False
    alone: bool = True


def page_blocks(
    regions: Iterable[Sequence[PdfRow | PdfTable]],
    distances: Mapping[float, float],
    words: Counter[str],
) -> list[Block]:
    """Return the blocks of a page; `distances` are the usual ones of rows by size of type."""
    blocks: list[Block] = []
    for region in regions:
        width = max((item.end - item.x for item in region if isinstance(item, PdfRow)), default=0.0)
        beside = _rows_beside_others(region)
        first = True
        for paragraph in _paragraphs(region, distances, width):
            if isinstance(paragraph, PdfTable):
                blocks.append(Block("", table=paragraph))
                continue
            text = paragraph[0].text
            for row in paragraph[1:]:
                text = join_texts(text, row.text, words)
            before = blocks[-1] if blocks else None
            over = first and before is not None and goes_over(before.rows, paragraph)
            block = Block(
                text,
                tuple(paragraph),
                apart=not over and (first or not _is_joined(before, paragraph, distances, width)),
                over=over,
                alone=not any(id(row) in beside for row in paragraph),
            )
            blocks.append(block)
            first = False
    return blocks


def goes_over(before: Sequence[PdfRow], rows: Sequence[PdfRow]) -> bool:
    """Tell whether a text at the end of a column or page goes on at the top of the next."""
    if not before or not rows or _ENDED.search(before[-1].text) or before[-1].turned:
        return False
    alike = abs(before[-1].size - rows[0].size) < _SAME_SIZE * rows[0].size
    return alike and not rows[0].turned and rows[0].text[:1].islower()


def _is_joined(
    before: Block | None, rows: Sequence[PdfRow], distances: Mapping[float, float], width: float
) -> bool:
    """Tell whether a block stands in one paragraph or list of Markdown with the block above it.

    What may go on with an unfinished line does so, for a sentence that is cut in two says another
    thing; short lines, as those of a list of names, stay apart.
    """
    if before is None or not before.rows or not _are_near(before.rows[-1], rows[0], distances):
        return False
    items = [bool(LIST_ITEM.match(text)) for text in (before.text, rows[0].text)]
    if any(items):
        return all(items)
    last = before.rows[-1]
    return last.end - last.x >= _HALF * width and not _ENDED.search(before.text)


def _rows_beside_others(region: Sequence[PdfRow | PdfTable]) -> set[int]:
    """Return the `id` of each row that has another close beside it."""
    rows = sorted((r for r in region if isinstance(r, PdfRow)), key=lambda row: (-row.y, row.x))
    beside: set[int] = set()
    for one, two in pairwise(rows):
        if abs(one.y - two.y) < 0.3 * one.size and two.x - one.end < _BESIDE * one.size:
            beside |= {id(one), id(two)}
    return beside


def _paragraphs(
    region: Sequence[PdfRow | PdfTable], distances: Mapping[float, float], width: float
) -> Iterator[list[PdfRow] | PdfTable]:
    rows: list[PdfRow] = []
    for item in region:
        if isinstance(item, PdfRow) and rows and _goes_on(rows, item, distances, width):
            rows.append(item)
            continue
        if rows:
            yield rows
        rows = []
        if isinstance(item, PdfTable):
            yield item
        else:
            rows = [item]
    if rows:
        yield rows


def _are_near(one: PdfRow, two: PdfRow, distances: Mapping[float, float]) -> bool:
    usual = distances.get(one.size, 1.2 * one.size)
    same = abs(one.size - two.size) < _SAME_SIZE * one.size and not _is_other_type(one, two)
    return same and 0 < one.y - two.y < _NEAR * usual


def _is_other_type(one: PdfRow, two: PdfRow) -> bool:
    """Tell whether two rows are set in different types, as a heading and its text are."""
    sizes = abs(one.size - two.size) > _SAME_HEADING
    if sizes and any(row.plain and row.bold for row in (one, two)):
        return True
    return one.plain and two.plain and (one.bold != two.bold or (sizes and one.font != two.font))


def _goes_on(
    rows: Sequence[PdfRow], new: PdfRow, distances: Mapping[float, float], width: float
) -> bool:
    """Tell whether a row goes on with the paragraph of the rows above it."""
    last = rows[-1]
    if LIST_ITEM.match(new.text) or last.turned != new.turned:
        return False
    if not _are_near(last, new, distances):
        return False
    if new.text[0].islower() or last.text.endswith(("-", "\u00ad")):
        return True
    full = _FULL_IN_BOLD if last.bold and last.plain else _FULL
    return last.end - last.x >= full * width and new.x <= last.end
