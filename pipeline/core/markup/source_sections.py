"""The sections of a long text: chapters by its own headings, or runs of lines without any."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.markup.code_blocks import scan_blocks
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.markup.source_parts import cut_text

MOST_SECTIONS = 60  # more than that is no overview
_FEWEST_SECTIONS = 3  # a level of headings with fewer of them is a title, or an aside
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")


@dataclass(frozen=True)
class TextSection:
    """Lines `start` to `end` of a text, counted from 0, without `end` itself."""

    title: str  # empty where no heading names it
    start: int
    end: int
    words: int


def sections_of(text: str, is_markdown: bool = True) -> list[TextSection]:
    """Return the chapters of a text, in order; together they hold all of it.

    They begin at the headings of the highest level that has several of them, and at those above it.
    A text without such headings is divided as it is cut into parts.
    """
    lines = text.split("\n")
    heads = _headings(text, lines) if is_markdown else []
    starts = {line: title for line, level, title in heads if level <= _level_of_chapters(heads)}
    if not starts:
        parts = cut_text(text, is_markdown)
        starts = {text.count("\n", 0, part.own): "" for part in parts}
    bounds = sorted({0, *starts})
    return [
        TextSection(
            starts.get(start, ""), start, end, sum(len(x.split()) for x in lines[start:end])
        )
        for start, end in zip(bounds, [*bounds[1:], len(lines)], strict=True)
        if any(x.strip() for x in lines[start:end])
    ]


def section_at(sections: Sequence[TextSection], line: int) -> int:
    """Return the number of the section, from 0, in which a line of the text stands."""
    return max(0, bisect_right([s.start for s in sections], line) - 1)


def find_headings(text: str) -> list[tuple[int, str]]:
    """Return the line, counted from 0, and the words of each heading of a text."""
    return [(line, words) for line, _, words in _headings(text, text.split("\n"))]


def _headings(text: str, lines: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the line, level and words of each heading."""
    code, _ = scan_blocks(text)
    found = ((i, _HEADING.match(x)) for i, x in enumerate(lines) if not code[i])
    return [(i, len(m[1]), to_plain_text(m[2])) for i, m in found if m]


def _level_of_chapters(heads: Sequence[tuple[int, int, str]]) -> int:
    """Return the level at which a text is divided into sections; 0 for none."""
    counts = Counter(level for _, level, _ in heads)
    above, best = 0, 0
    for level in sorted(counts):
        above += counts[level]
        if above > MOST_SECTIONS:
            break
        best = level
        if counts[level] >= _FEWEST_SECTIONS:
            break
    return best
