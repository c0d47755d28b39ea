"""Parts of a long source of which nothing came: how they are listed, and how many they are."""

from __future__ import annotations

import re

from pipeline.core.changes.change_set import Dropped, Extraction
from pipeline.core.markup.source_parts import TextPart
from pipeline.core.values import Source

_PART = re.compile(r"part (\d{1,4}) of (\d{1,4}), (?:line|page)s? \d+(?:–\d+)?")


def silent_part(source: Source, part: TextPart, number: tuple[int, int], why: str) -> Dropped:
    """Return the row that says of a part that nothing came of it; `number`: which, of how many."""
    first = source.text.count("\n", 0, part.own)
    last = source.text.count("\n", 0, max(part.own, part.end - 1))
    unit = "page" if source.unit == "page" else "line"
    places = sorted({source.locators[first], source.locators[last]})
    where = f"{unit}{'s' if len(places) > 1 else ''} {'–'.join(map(str, places))}"
    return Dropped(f"part {number[0]} of {number[1]}, {where}", why)


def silent_parts(read: Extraction) -> list[Dropped]:
    """Return the parts of a source of which nothing came, each with the reason."""
    return [row for row in read.dropped if _PART.fullmatch(row.what)]


def describe_silent_parts(read: Extraction) -> str:
    """Return "2 of 12 parts" where nothing came of some, else ""."""
    rows = silent_parts(read)
    found = _PART.fullmatch(rows[0].what) if rows else None
    return f"{len(rows)} of {found[2]} parts" if found else ""
