"""The hidden line by which a pull request of a compile is known again, and what it remembers.

That is the sources with their versions, the number that each is shown under, and which of them a
reviewer left out. A number is kept for life, so that the same number never means two sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipeline.core.github.state import last_marker, make_marker, read_marker
from pipeline.core.text import shorten

MARKER = "proposal"
MOST_NUMBER = 999  # a pull request has at most a hundred sources at a time
_LONGEST_TITLE = 80  # characters of the title of a source that was left out


@dataclass(frozen=True)
class DroppedSource:
    """A source of a pull request that a reviewer left out; it counts as rejected as it reads."""

    number: int
    path: str
    sha256: str
    title: str = ""  # foreign text


@dataclass(frozen=True)
class ProposalMark:
    """What the marker says.

    `sources` are those that the pull request offers, with the SHA-256 each had, in their order.
    `stale` says that sources were left out or taken back, and the branch does not show it yet.
    """

    sources: Mapping[str, str]
    base: str = ""
    run: str = ""
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    dropped: tuple[DroppedSource, ...] = ()
    stale: bool = False


def write_mark(mark: ProposalMark) -> str:
    """Return the marker."""
    values: dict[str, Any] = {
        "sources": [[path, sha256] for path, sha256 in mark.sources.items()],
        "base": mark.base,
        "run": mark.run,
    }
    numbers = [mark.numbers.get(path, 0) for path in mark.sources]
    if all(numbers) and numbers != [*range(1, len(numbers) + 1)]:
        values["numbers"] = numbers
    if mark.dropped:
        values["dropped"] = [
            [x.number, x.path, x.sha256, shorten(x.title, _LONGEST_TITLE)] for x in mark.dropped
        ]
    if mark.stale:
        values["stale"] = True
    return make_marker(MARKER, values)


def read_mark(body: str) -> ProposalMark | None:
    """Return what the marker in a text says; None where there is none that names sources.

    The caller must have checked that the text's author is one of ours.
    """
    values = read_marker(MARKER, body) or {}
    rows = values.get("sources")
    if not (isinstance(rows, list) and rows and all(_is_pair(row) for row in rows)):
        return None
    sources = dict(rows)
    dropped = _read_dropped(values.get("dropped"), sources)
    numbers = number_sources(sources, _read_numbers(values.get("numbers"), sources), dropped)
    base, run = str(values.get("base", "")), str(values.get("run", ""))
    return ProposalMark(sources, base, run, numbers, dropped, values.get("stale") is True)


def replace_mark(body: str, mark: ProposalMark) -> str:
    """Return a text with this marker in the place of its last one, or at its end."""
    head, old, tail = body.rpartition(last_marker(body) or "\0")
    return f"{head}{write_mark(mark)}{tail}" if old else f"{body.rstrip()}\n\n{write_mark(mark)}\n"


def number_sources(
    paths: Iterable[str], known: Mapping[str, int], dropped: Sequence[DroppedSource] = ()
) -> dict[str, int]:
    """Return the number of each source: the one it has, else the next that none ever had."""
    paths = list(paths)
    numbers = {path: known[path] for path in paths if path in known}
    following = max([0, *numbers.values(), *(x.number for x in dropped)])
    if not known and dropped:  # a marker without numbers: those that are left, in their order
        following = 0
    taken = {*numbers.values(), *(x.number for x in dropped)}
    for path in paths:
        if path not in numbers:
            following += 1
            while following in taken:
                following += 1
            numbers[path] = following
    return numbers


def _read_numbers(given: Any, sources: Mapping[str, str]) -> dict[str, int]:
    if not (isinstance(given, list) and len(given) == len(sources) and all(map(_is_number, given))):
        return {}
    return dict(zip(sources, given, strict=True)) if len(set(given)) == len(given) else {}


def _read_dropped(given: Any, sources: Mapping[str, str]) -> tuple[DroppedSource, ...]:
    found: dict[str, DroppedSource] = {}
    for row in given if isinstance(given, list) else ():
        if (
            isinstance(row, list)
            and len(row) == 4
            and _is_number(row[0])
            and all(isinstance(x, str) for x in row[1:])
            and row[1] not in sources
        ):
            found[row[1]] = DroppedSource(*row)
    return tuple(sorted(found.values(), key=lambda x: x.number))


def _is_number(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_NUMBER


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(x, str) for x in row)
