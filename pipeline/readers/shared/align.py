"""Find, for each line of an extracted text, the line of the file it came from.

The libraries that extract text keep no positions, so they are found afterwards. Both texts are
reduced to letters and digits, run together, so that markup, entities and white space do not count.
Then, as in a patience diff, lines that stand exactly once in both, by their first `_PROBE_LENGTH`
characters, become anchors, and of these the longest run in the same order is kept. The lines
between two anchors are looked for between the places of the anchors, within `_SEARCH_REACH`
characters. A line that is not found takes the place of the line before it, so its locator may be
off, but is never outside the file. Cost is the length of the file, and for each line three searches
of at most `_SEARCH_REACH` characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PROBE_LENGTH = 24  # characters, so many that a match by chance is unlikely
_SHORT_PROBE_LENGTH = 10
_SEARCH_REACH = 50_000  # characters from its neighbours within which a line is looked for
_WORD = re.compile(r"[^\W_]+")
# the address of a link, or the label of a footnote
_MARKUP = re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*+\))*+\)|^\[\^[^\]]*\]:")


@dataclass(frozen=True)
class Stream:
    """The letters and digits of a file, folded and run together, and where its words begin.

    `starts` are the positions at which words begin in `text`, and `lines` the lines of these words.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line_at(self, position: int) -> int:
        """Return the line (from 1) of the word that holds this position."""
        return self.lines[max(0, bisect_right(self.starts, position) - 1)]


def build_stream(pieces: Iterable[tuple[str, int]]) -> Stream:
    """Build a stream from pieces of text, each within the one line whose number is given."""
    words = [(word, line) for text, line in pieces for word in _words(text)]
    starts, at = [], 0
    for word, _ in words:
        starts.append(at)
        at += len(word)
    return Stream(
        "".join(word for word, _ in words), tuple(starts), tuple(line for _, line in words)
    )


def align_lines(lines: Sequence[str], where: Stream) -> tuple[int, ...]:
    """Return a line number for each line.

    A line that is not found, or holds no letters, takes that of its predecessor.
    """
    if not where.lines:
        return (1,) * len(lines)
    folded = ["".join(_words(_MARKUP.sub("", line))) for line in lines]
    positions = dict(_find_anchors(folded, where))
    positions |= _place_between(folded, where, sorted(positions.items()))
    last = positions[min(positions)] if positions else 0
    numbers = []
    for at in range(len(lines)):
        last = positions.get(at, last)
        numbers.append(where.line_at(last))
    return tuple(numbers)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _find_anchors(folded: Sequence[str], where: Stream) -> list[tuple[int, int]]:
    """Return (line, position) of the lines that stand once, and in one order, in both texts."""
    wanted: dict[str, list[int]] = {}
    for at, line in enumerate(folded):
        if len(line) >= _PROBE_LENGTH:
            wanted.setdefault(line[:_PROBE_LENGTH], []).append(at)
    found: dict[str, list[int]] = {}
    for start in where.starts:
        if (probe := where.text[start : start + _PROBE_LENGTH]) in wanted:
            found.setdefault(probe, []).append(start)
    once = [
        (wanted[probe][0], places[0])
        for probe, places in found.items()
        if len(places) == len(wanted[probe]) == 1
    ]
    return _longest_increasing(sorted(once))


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose second parts rise, by patience sorting.

    What moved is left out.
    """
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for at, (_, position) in enumerate(pairs):
        pile = bisect_left(tops, position)
        tops[pile : pile + 1] = [position]
        previous.append(ends[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [at]
    run, at = [], ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = previous[at]
    return run[::-1]


def _place_between(
    folded: Sequence[str], where: Stream, anchors: list[tuple[int, int]]
) -> dict[int, int]:
    """Place the lines between two anchors, from the later one backwards.

    Backwards, because what a page repeats (a heading in a menu, a title in a breadcrumb) stands
    before its text.
    """
    placed: dict[int, int] = {}
    edges = [(-1, 0), *((at, position + _PROBE_LENGTH) for at, position in anchors)]
    for (first, low), (last, high) in zip(edges, anchors, strict=False):
        for at in range(last - 1, first, -1):
            position = _find(
                folded[at], where.text, max(low, high - _SEARCH_REACH), high, backwards=True
            )
            if position >= 0:
                placed[at] = high = position
    first, low = edges[-1]
    for at in range(first + 1, len(folded)):
        position = _find(folded[at], where.text, low, low + _SEARCH_REACH, backwards=False)
        if position >= 0:
            placed[at], low = position, position + min(len(folded[at]), _PROBE_LENGTH)
    return placed


def _find(needle: str, text: str, low: int, high: int, *, backwards: bool) -> int:
    find = text.rfind if backwards else text.find
    # The file may have other words at the start (a role, a label), so the line's last words are
    # looked for as well.
    for probe in (needle[:_PROBE_LENGTH], needle[:_SHORT_PROBE_LENGTH], needle[-_PROBE_LENGTH:]):
        if probe and (position := find(probe, low, high)) >= 0:
            return position
    return -1
