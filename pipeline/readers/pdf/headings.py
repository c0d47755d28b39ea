"""Tell which blocks of a PDF are headings, and of which level.

A heading is set larger than the text, or bold, or in a font that only such lines have; it stands
alone on its rows, is short, and is no sentence. What the bookmarks of the file name is one, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from pipeline.core.hidden_characters import is_name
from pipeline.readers.pdf.blocks import LIST_ITEM, Block
from pipeline.readers.pdf.rows import PdfRow

_LONGEST = 200  # characters
_MOST_ROWS = 5
_LARGER = 1.08  # times the size of the text
_LEAST = 0.95  # times the size of the text; what is smaller is a caption or a note
_FEWEST_ALIKE = 3  # blocks in a font that is no bolder than the text
_SENTENCE_END = re.compile(r"(?:[.,;]|[^\W\d_]-)[\"”’')\]]*$")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\S")
Type = tuple[float, str, bool]  # size, font, bold


def heading_levels(pages: Sequence[Sequence[Block]], bookmarks: Collection[str]) -> dict[int, int]:
    """Return the level, from 1 to 6, of each block that is a heading, by the block's `id`."""
    rows = [row for page in pages for block in page for row in block.rows]
    body = _body(rows)
    named = {_folded(title) for title in bookmarks}
    fonts = _heading_fonts(pages, body)
    found: dict[int, Type] = {}
    for page in pages:
        for block in page:
            kind = _type(block)
            if kind is None or not _reads_as_heading(block):
                continue
            larger = kind[0] >= _LARGER * body[0]
            bolder = kind[2] and not body[2] and kind[0] >= _LEAST * body[0]
            if larger or bolder or kind in fonts or _folded(block.text) in named:
                found[id(block)] = kind
    ranks = _ranks(found.values())
    return {block: ranks[_rank_key(kind)] for block, kind in found.items()}


def _body(rows: Iterable[PdfRow]) -> Type:
    counts: Counter[Type] = Counter()
    for row in rows:
        counts[row.size, row.font, row.bold] += len(row.text)
    return counts.most_common(1)[0][0] if counts else (0.0, "", False)


def _type(block: Block) -> Type | None:
    """Return the type in which a whole block is set, if it is one."""
    kinds = {(row.size, row.font, row.bold) for row in block.rows}
    if block.table is not None or not block.rows or len(kinds) > 1:
        return None
    kind = next(iter(kinds))
    return kind if all(row.plain for row in block.rows) or kind[2] else None


def _reads_as_heading(block: Block) -> bool:
    text = block.text
    short = len(text) <= _LONGEST and len(block.rows) <= _MOST_ROWS
    if not short or not block.alone or not is_name(text):
        return False
    if _SENTENCE_END.search(text) or text.startswith("- "):
        return False
    return not LIST_ITEM.match(text) or bool(_NUMBERED.match(text))


def _heading_fonts(pages: Sequence[Sequence[Block]], body: Type) -> set[Type]:
    """Return the types of the size of the text in which only lines like headings are set."""
    alike: Counter[Type] = Counter()
    other: Counter[Type] = Counter()
    for page in pages:
        for block in page:
            kind = _type(block)
            for row in block.rows if kind is None else ():
                other[row.size, row.font, row.bold] += 1
            if kind is None or kind[1] == body[1] or not _LEAST <= kind[0] / body[0] < _LARGER:
                continue
            words = len(block.text.split())
            (alike if _reads_as_heading(block) and words <= 12 else other)[kind] += 1
    return {
        kind for kind, count in alike.items() if count >= _FEWEST_ALIKE and other[kind] * 4 <= count
    }


def _ranks(kinds: Iterable[Type]) -> dict[tuple[float, bool], int]:
    """Return the level of each size; one that occurs once counts as the next larger that repeats.

    So the type of a title page does not push the chapters down.
    """
    counts = Counter(_rank_key(kind) for kind in kinds)
    ranks: dict[tuple[float, bool], int] = {}
    level = 0
    for key in sorted(counts, reverse=True):
        level += counts[key] > 1 or level == 0
        ranks[key] = min(level, 6)
    return ranks


def _rank_key(kind: Type) -> tuple[float, bool]:
    return round(kind[0]), kind[2]


def _folded(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))
