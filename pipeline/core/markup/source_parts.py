"""Cut a long text into overlapping parts along its own structure, each of so many tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.core.markup.code_blocks import scan_blocks
from pipeline.core.pricing import BYTES_PER_TOKEN

PART_TOKENS = 11_000  # what one reply can cover claim by claim; about 18 pages of a book
OVERLAP_TOKENS = 1_200  # of the part before, in whole blocks; a block may be a paragraph
OVERLAP_LINES = 12
# How good a place is for a cut: the level of a heading; where a block begins; an item of a list.
_BLOCK, _ITEM = 7, 8
# Places inside a block, for one that is longer than a whole part: a line, a sentence, a word.
_LINE, _SENTENCE, _WORD, _ANYWHERE = 9, 10, 11, 12

_HEADING = re.compile(r"(#{1,6})(?:[ \t]|$)")
_LIST_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_ROW = re.compile(r"[ \t>]*\|")
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])")


@dataclass(frozen=True)
class TextPart:
    """Characters `start` to `end` of a text.

    What stands before `own` belongs to the part before, and is there for the context. `head` is the
    head of a table, from character to character, where the part begins between two of its rows.
    """

    start: int
    own: int
    end: int
    head: tuple[int, int] = (0, 0)

    def text(self, whole: str) -> str:
        """Return what the part holds of the whole text, below the head of its table."""
        first, last = self.head
        return whole[first:last] + whole[self.start : self.end]


def cut_text(text: str, is_markdown: bool = True, most: int = PART_TOKENS) -> list[TextPart]:
    """Cut a text into parts of at most `most` tokens of their own, which together hold all of it.

    Each cut stands at the highest heading in the second half of what still fits, else at the last
    block there. Nothing is cut within a table, an item of a list or a block of code, unless that
    alone is longer than a part; then a table is cut between two rows, and its head is repeated. A
    part begins with the last blocks of the part before it, at most `OVERLAP_LINES` and
    `OVERLAP_TOKENS`. The time is linear in the length of the text.
    """
    ruler = _Ruler(text, is_markdown)
    found: list[TextPart] = []
    start, head = 0, (0, 0)
    while ruler.tokens(start, len(text)) > most:
        cut, rank = ruler.find_cut(start, most)
        found.append(TextPart(ruler.overlap(found, start, most), start, cut, head))
        start, head = cut, ruler.head_of_table(cut) if rank == _LINE else (0, 0)
    return [*found, TextPart(ruler.overlap(found, start, most), start, len(text), head)]


def part_at(parts: Sequence[TextPart], offset: int) -> int:
    """Return the number of the part, from 0, to which a character belongs."""
    return max(0, bisect_right([part.own for part in parts], offset) - 1)


class _Ruler:
    """Measures a text in tokens, and knows the places where it may be cut."""

    def __init__(self, text: str, is_markdown: bool) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        sizes = (len(line.encode("utf-8", "replace")) + 1 for line in self._lines)
        self._bytes = [0, *accumulate(sizes)]
        ranks = _rank_markdown(text, self._lines) if is_markdown else _rank_plain(self._lines)
        self._ranks = ranks
        self._places = [(self._starts[i], rank) for i, rank in enumerate(ranks) if i and rank]
        self._offsets = [offset for offset, _ in self._places]

    def tokens(self, start: int, end: int) -> float:
        """Return about how many tokens stand between two characters."""
        return (self._bytes_before(end) - self._bytes_before(start)) / BYTES_PER_TOKEN

    def _bytes_before(self, offset: int) -> int:
        line = min(bisect_right(self._starts, offset) - 1, len(self._lines) - 1)
        inside = self._lines[line][: offset - self._starts[line]]
        return self._bytes[line] + len(inside.encode("utf-8", "replace"))

    def _reach(self, start: int, most: float) -> int:
        """Return the last character so that no more than `most` tokens stand before it."""
        low, high = start + 1, len(self._text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.tokens(start, middle) <= most else (low, middle - 1)
        return low

    def find_cut(self, start: int, most: int) -> tuple[int, int]:
        """Return where the part that begins at `start` ends best, and how good the place is."""
        half, limit = self._reach(start, most / 2), self._reach(start, most)
        first, middle, last = (bisect_right(self._offsets, at) for at in (start, half, limit))
        late, early = self._places[middle:last], self._places[first:middle]
        if late:
            offset, rank = min(late, key=lambda place: (place[1], -place[0]))
            return offset, rank
        return early[-1] if early else self._cut_block(start, limit)

    def _cut_block(self, start: int, limit: int) -> tuple[int, int]:
        """Return a place inside a block that is longer than a part: a line, a sentence, a word."""
        line = self._starts[bisect_right(self._starts, limit) - 1]
        if line > start:
            return line, _LINE
        window = self._text[start:limit]
        for pattern, rank in ((_SENTENCE_END, _SENTENCE), (re.compile(r"\s+"), _WORD)):
            ends = [m.end() for m in pattern.finditer(window, len(window) // 2)]
            if ends:
                return start + ends[-1], rank
        return limit, _ANYWHERE

    def overlap(self, before: Sequence[TextPart], own: int, most: int) -> int:
        """Return where the context of a part begins: a block, or a sentence of a long line."""
        if not before:
            return own
        line = bisect_right(self._starts, own) - 1
        room = min(OVERLAP_TOKENS, most / 4)
        least = max(before[-1].own + 1, self._starts[max(0, line - OVERLAP_LINES)])
        if own > self._starts[line]:  # inside of a line, which may be the whole text
            least = before[-1].own + 1
        places = self._offsets[
            bisect_right(self._offsets, least - 1) : bisect_right(self._offsets, own)
        ]
        fit = (at for at in places if at >= own or self.tokens(at, own) <= room)
        at = min(next(fit, own), own)
        if at == own and own > self._starts[line]:
            low = max(least, self._starts[line], own - int(room * BYTES_PER_TOKEN))
            ends = (low + m.end() for m in _SENTENCE_END.finditer(self._text[low:own]))
            at = next((end for end in ends if self.tokens(end, own) <= room), own)
        return at

    def head_of_table(self, cut: int) -> tuple[int, int]:
        """Return where the head of the table stands between whose rows a cut is."""
        line = bisect_right(self._starts, cut) - 1
        if line >= len(self._lines) or not _ROW.match(self._lines[line]):
            return 0, 0
        first = line
        while first and not self._ranks[first] and _ROW.match(self._lines[first - 1]):
            first -= 1
        return self._starts[first], self._starts[min(first + 2, line)]


def _rank_markdown(text: str, lines: Sequence[str]) -> list[int]:
    """Return for each line how good a cut before it is; 0 where there must be none."""
    code, breaks = scan_blocks(text)
    begins = frozenset(breaks)
    ranks: list[int] = []
    at = depth = 0
    blank = True  # whether the line before is empty
    for line, is_code in zip(lines, code, strict=True):
        rank = 0
        if at in begins and not is_code and not depth and line[:1].strip():
            rank = _rank_of_block(line, blank)
        ranks.append(rank)
        for tag in () if is_code else _TABLE_TAG.finditer(line):
            depth = max(0, depth - 1) if tag[1] else depth + 1
        blank = not line.strip()
        at += len(line) + 1
    return ranks


def _rank_of_block(line: str, blank: bool) -> int:
    if heading := _HEADING.match(line):
        return len(heading[1])
    if _LIST_ITEM.match(line):
        return _ITEM
    return _BLOCK if blank or not _ROW.match(line) else 0


def _rank_plain(lines: Sequence[str]) -> list[int]:
    """Return the same for plain text: best behind an empty line, else before any line."""
    blank = [True, *(not line.strip() for line in lines)]
    return [
        0 if not line.strip() else _BLOCK if before else _ITEM
        for line, before in zip(lines, blank, strict=False)
    ]
