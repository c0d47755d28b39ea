"""Say in a pull request which of several sources is meant: by a number in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.github.boxes import write_number
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten


def short_title(part: Part) -> str:
    """Return a source's title, short and inert, for where one of several sources is meant."""
    return make_inert(shorten(part.title, 80))


def mark_source(number: int, parts: Sequence[Part]) -> str:
    """Return the sign of a source, counted from 0; nothing where there is only one."""
    return "" if len(parts) == 1 else write_number(parts[number].number or number + 1)


def mark_sources(numbers: Iterable[int], parts: Sequence[Part]) -> str:
    """Return the signs of several sources."""
    return "".join(mark_source(n, parts) for n in sorted(set(numbers)))
