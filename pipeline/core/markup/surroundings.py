"""What stands over a line of a Markdown text: its headings, the lead-in of its list, its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s+")
_RULE = re.compile(r"^(?=[^-]*-)[\s:|-]+$")
_FENCE = re.compile(r"\s*(?:```|~~~)")


class Surroundings:
    """What stands over each line of a text, found in one pass over it.

    That is: the headings under which a line stands, outermost first; of a list item the items that
    it is part of, and the line that leads the list in; of a table's row the header's row.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._over: list[tuple[str, ...]] = []
        headings: list[tuple[int, str]] = []
        items: list[tuple[int, str]] = []  # indentation and text of the items that are open
        lead = header = ""
        fenced = False
        before = ""  # the last line that is not empty
        for number, line in enumerate(lines):
            fenced ^= bool(_FENCE.match(line))
            found = None if fenced else _HEADING.match(line)
            item = _ITEM.match(line)
            if found:
                level = len(found[1])
                headings = [h for h in headings if h[0] < level]
                self._over.append(tuple(text for _, text in headings))
                headings.append((level, found[2]))
                items, lead, header = [], "", ""
            else:
                if item:
                    indent = len(item[1].expandtabs(4))
                    lead = lead if items else before
                    items = [x for x in items if x[0] < indent]
                elif line.strip() and not line[:1].isspace() and not lines[number - 1].strip():
                    items, lead = [], ""  # a paragraph, which ends the list
                header = _header(lines, number, header)
                open_items = [text for _, text in items]
                over = [*(text for _, text in headings), lead if items or item else ""]
                self._over.append(tuple(x for x in (*over, *open_items, header) if x))
                if item:
                    items.append((indent, line.strip()))
            before = line.strip() or before

    def over(self, line: int) -> tuple[str, ...]:
        """Return what stands over a line, which counts from 0."""
        return self._over[line] if 0 <= line < len(self._over) else ()


def _header(lines: Sequence[str], number: int, known: str) -> str:
    """Return the header's row of the table in which a line stands; empty outside of one."""
    if "|" not in lines[number]:
        return ""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if "|" in following and _RULE.match(following):
        return lines[number].strip()
    return known
