"""Find what may state something in a text: paragraphs, items and rows of tables, each on one line.

Headings, the heads of tables, tasks and code state nothing. People break lines, and the mark of a
claim stands where its sentence ends, so a line is taken with those that go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.core.markup import text_mask

_TASK = re.compile(r"[> ]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[^\]\d\n]\][ \t]")
_TABLE_RULE = re.compile(r"^[\s>]*\|[\s:|-]+\|\s*$")
_SEPARATOR = re.compile(r"^\|[\s:|-]+\|$")
# A line that does not go on with the line before it, and with which no other goes on.
_ALONE_ON_ITS_LINE = re.compile(r"$|#|\||```|~~~|[> ]*\[![\w-]+\]|>[> ]*$")
_BEGINS_BLOCK = re.compile(r"[> ]*(?:[-*+]|\d{1,9}[.)])[ \t]|[> ]*(?:#|\|)")


class StatingLine(NamedTuple):
    """What a paragraph, an item or a row of a table says, with its bullet and its marks."""

    text: str
    is_row: bool


def find_stating_lines(text: str) -> Iterator[StatingLine]:
    """Yield the paragraphs, items and rows of tables of a text, in order."""
    rows, words = text.split("\n"), text_mask.show_words(text)
    if words is text:
        lines = [row.strip() for row in rows]
    else:  # code states nothing
        lines = [
            row.strip() if seen.strip() else ""
            for row, seen in zip(rows, words.split("\n"), strict=True)
        ]
    has_table = "|" in text
    at = 0
    while at < len(lines):
        first, line = at, lines[at]
        at += 1
        if not line or (has_table and at < len(rows) and _is_table_rule(rows[at])):
            continue
        # No sign of a block or a quote is a letter, and most lines begin with one.
        if not line[0].isalpha():
            bare = line.lstrip("> ")
            if not bare or bare.startswith(("#", "```", "~~~")):
                continue
            if bare[0] == "|":
                if not _SEPARATOR.match(bare):
                    yield StatingLine(bare, is_row=True)
                continue
        while at < len(lines) and _goes_on(lines[at - 1], lines[at]):
            at += 1
        # What goes on with a line that states nothing by itself belongs to that line.
        if (first and _goes_on(lines[first - 1], line)) or _TASK.match(line):
            continue
        said = (line, *(more.lstrip("> ") for more in lines[first + 1 : at]))
        yield StatingLine(" ".join(said) if len(said) > 1 else line, is_row=False)


def _is_table_rule(row: str) -> bool:
    return "|" in row and _TABLE_RULE.match(row) is not None


def _goes_on(before: str, line: str) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it; both are stripped."""
    if not before or not line:
        return False
    if before[0].isalpha() and line[0].isalpha():  # as nearly all do: no pattern can match
        return True
    if (
        _ALONE_ON_ITS_LINE.match(before)
        or _ALONE_ON_ITS_LINE.match(line)
        or _BEGINS_BLOCK.match(line)
    ):
        return False
    return before.startswith(">") == line.startswith(">")
