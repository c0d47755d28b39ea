"""Give a long answer in pieces that a host takes: how much fits, and where the next one begins.

Hosts refuse or cut an answer of some 66,000 characters. An answer says everything twice, as values
and as text, and the text is written into JSON, which may double its length. So the values of one
answer take `ROOM` at most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pipeline.core.errors import UserError

ROOM = 15_000  # characters of the values of one answer, as JSON
MOST_OF_ALL = 64_000  # characters of a whole answer, values and text together
_CURSOR = re.compile(r"([0-9a-f]{4,64})\.([0-9]{1,9})")
_LENGTH_OF_TREE = 12
T = TypeVar("T")


def size_of(value: Any) -> int:
    """Return how many characters a value takes as JSON, counted as hosts do, in UTF-16."""
    text = json.dumps(value, ensure_ascii=False)
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cursor_at(tree: str, place: int) -> str:
    """Return what a client gives back to go on at a place of what this tree of the wiki holds."""
    return f"{tree[:_LENGTH_OF_TREE]}.{place}"


def place_of(cursor: str, tree: str) -> int:
    """Return the place that a cursor names; `UserError` where the wiki is another by now."""
    if not cursor:
        return 0
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise UserError(
            f"{cursor[:40]!r} is no cursor.", "Give back the value of `next` as it stands."
        )
    if found[1] != tree[:_LENGTH_OF_TREE]:
        raise UserError(
            "The wiki has changed since this cursor was given.", "Begin again without a cursor."
        )
    return int(found[2])


def take_rows(
    things: Sequence[T], start: int, most: int, row_of: Callable[[T], Any], room: int = ROOM
) -> tuple[list[Any], int]:
    """Return the rows of as many things as fit, from a place on, and the next place; 0 at the end.

    One row is given however large it is, so that whoever asks gets on.
    """
    rows: list[Any] = []
    left = room
    for thing in things[start : start + most]:
        row = row_of(thing)
        left -= size_of(row.model_dump(mode="json"))
        if rows and left < 0:
            break
        rows.append(row)
    end = start + len(rows)
    return rows, end if rows and end < len(things) else 0


def take_text(text: str, start: int, room: int = ROOM) -> tuple[str, int]:
    """Return as much of a text as fits, from a place on, and the next place; 0 at the end.

    It is cut at the end of a line where there is one in its second half.
    """
    rest = text[start : start + room]
    low, high = 0, len(rest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size_of(rest[:middle]) <= room else (low, middle - 1)
    end = low
    if start + end < len(text):
        line = rest.rfind("\n", end // 2, end)
        end = line + 1 if line >= 0 else end
    return rest[:end], start + end if end and start + end < len(text) else 0
