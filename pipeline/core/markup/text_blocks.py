"""Cut a text into blocks of whole lines: a paragraph, a list item, a row of a table, a heading.

What is code or a comment is blanked first (`text_mask.show_words`), which keeps every place; so
nothing in it is taken for text, and a block can be cut further, or taken out, by its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

_QUOTE_SIGNS = re.compile(r"(?:[ \t]{0,3}>[ \t]?)*")
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d{1,9})[.)])[ \t]+(?:\[[^\]\d\n]\][ \t]+)?")
_CALLOUT_TITLE = re.compile(r"\[![\w-]+\][+-]?[ \t]*")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_DEFINITION = re.compile(r"\[\^[^\[\]\s]{1,200}\]:")
_BREAK = re.compile(r"(?:[-*_][ \t]*){3,}$")
_TABLE_RULE = re.compile(r"^\|?[ \t]*:?-{1,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")

# Nobody's statement is a heading, the head of a table or a footnote's definition; a callout's title
# may be one.
BlockKind = Literal["prose", "item", "row", "table head", "heading", "title", "other"]


@dataclass(frozen=True)
class TextBlock:
    """Some whole lines of a text, from offset `start` to offset `end`.

    What they say begins at `inner`, after the quote signs (`quote`), the indent and the bullet.
    """

    kind: BlockKind
    start: int
    end: int
    inner: int
    quote: str
    indent: int

    @property
    def states(self) -> bool:
        """Tell whether the block may hold statements."""
        return self.kind in ("prose", "item", "row", "title")


def split_blocks(shown: str) -> list[TextBlock]:
    """Return the blocks of a text, which `text_mask.show_words` has been given, in order.

    Code and comments are in none, if they take whole lines.
    """
    found: list[TextBlock] = []
    at, is_open = 0, False
    rows = shown.split("\n")
    for number, row in enumerate(rows):
        end = at + len(row) + (number + 1 < len(rows))
        block = _block_of_line(row, at, end, rows[number + 1] if number + 1 < len(rows) else "")
        if block is None:
            is_open = False
        elif is_open and _goes_on(found[-1], block, row):
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(block)
            is_open = block.kind in ("prose", "item")
        at = end
    return found


def group_tables(blocks: Iterable[TextBlock]) -> Iterator[list[TextBlock]]:
    """Yield the tables among blocks, each as its head and rows, which follow without a gap."""
    table: list[TextBlock] = []
    for block in blocks:
        is_row = block.kind in ("row", "table head")
        if table and (not is_row or table[-1].end != block.start):
            yield table
            table = []
        if is_row:
            table.append(block)
    if table:
        yield table


def _block_of_line(row: str, at: int, end: int, following: str) -> TextBlock | None:
    """Return the block that a line is by itself; None for an empty one."""
    quote = _QUOTE_SIGNS.match(row)
    sign = quote.group() if quote else ""
    rest = row[len(sign) :]
    body = rest.lstrip(" \t")
    if not body.strip():
        return None
    indent = len(rest) - len(body)
    kind, opening = _kind(body, following, bool(sign))
    return TextBlock(kind, at, end, at + len(sign) + indent + opening, sign, indent)


def _kind(body: str, following: str, quoted: bool) -> tuple[BlockKind, int]:
    """Return the kind of a line, and how many characters stand in front of what it says."""
    if body.startswith("|"):
        head = _TABLE_RULE.match(body.strip()) or _is_separator(following)
        return ("table head" if head else "row"), 0
    if _HEADING.match(body):
        return "heading", 0
    if quoted and (title := _CALLOUT_TITLE.match(body)):
        return "title", title.end()
    if _BREAK.match(body) or _DEFINITION.match(body):
        return "other", 0
    item = _ITEM.match(body)
    return ("item", item.end()) if item else ("prose", 0)


def _is_separator(row: str) -> bool:
    body = _QUOTE_SIGNS.sub("", row, count=1).strip()
    return "-" in body and bool(_TABLE_RULE.match(body))


def _goes_on(last: TextBlock, block: TextBlock, row: str) -> bool:
    """Tell whether a line goes on with the paragraph or item before it.

    In a paragraph, a line that begins with a number and a stop is an item only for the number 1.
    """
    if last.quote.count(">") != block.quote.count(">"):
        return False
    if block.kind == "prose":
        return True
    if block.kind != "item" or last.kind != "prose":
        return False
    item = _ITEM.match(row.lstrip(" \t>"))
    return item is not None and item["number"] is not None and int(item["number"]) != 1
