"""Check boxes that stand for commands: how they are written, and which of them an edit changed.

The list of boxes is fixed. Of an edit only that is read which box of the list it changed; an edit
that changes anything else as well is read as none. A box of a source stays as it is set, the others
are taken off when they are served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

ActionBox = Literal[
    "file",
    "wanted",
    "recompile",
    "refresh",
    "try-again",
    "say-yes",
    "try-now",
    "fix",
    "keep-a",
    "keep-b",
]
BOX_WORDS: Mapping[ActionBox, str] = {
    "file": "Keep this answer as a page (`/file`)",
    "wanted": "Open an issue *Source wanted* for what is not known (`/wanted`)",
    "recompile": "Compile it again (`/recompile`)",
    "refresh": "Bring it up to date with the default branch (`/refresh`)",
    "try-again": "Try again (`/recompile`)",
    "say-yes": "Compile it all the same (`/recompile --yes`)",
    "try-now": "Try now",
    "fix": "Make the edit that code suggests (`/fix`)",
    "keep-a": "A holds (`/fix keep A`)",
    "keep-b": "B holds (`/fix keep B`)",
}
_FIRST_CIRCLE = 0x2460  # ①; there are twenty in a row
_CIRCLES = 20
_LINE = re.compile(r"- \[(?P<tick>[ xX])\] (?P<words>.*\S)\s*")
_SOURCE = re.compile(r"(?:(?P<circle>[\u2460-\u2473])|\((?P<number>[1-9][0-9]{1,2})\)) .*")
_KEYS: Mapping[str, ActionBox] = {BOX_WORDS[key]: key for key in get_args(ActionBox)}


@dataclass(frozen=True)
class BoxChange:
    """A box that an edit changed: an action, or a source by its number, and whether it is on."""

    key: ActionBox | int
    on: bool


def write_number(number: int) -> str:
    """Return the number of a source, counted from 1, so that it is never read as a value."""
    return chr(_FIRST_CIRCLE + number - 1) if number <= _CIRCLES else f"({number})"


def write_box(key: ActionBox) -> str:
    """Return the line of an action, not ticked."""
    return f"- [ ] {BOX_WORDS[key]}"


def write_source_box(number: int, title: str, on: bool) -> str:
    """Return the line of a source; `title` is inert Markdown on one line."""
    return f"- [{'x' if on else ' '}] {write_number(number)} {title}"


def find_changes(before: str, after: str) -> tuple[BoxChange, ...]:
    """Return the boxes of the list that an edit changed; none where it changed anything else."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) != len(new):
        return ()
    found: list[BoxChange] = []
    for was, now in zip(old, new, strict=True):
        if was.rstrip() == now.rstrip():
            continue
        a, b = _LINE.fullmatch(was), _LINE.fullmatch(now)
        key = _key_of(b["words"]) if a and b and a["words"] == b["words"] else None
        if a is None or b is None or key is None or _is_on(a) == _is_on(b):
            return ()
        found.append(BoxChange(key, _is_on(b)))
    return tuple(found)


def read_boxes(body: str) -> dict[ActionBox | int, bool]:
    """Return the boxes of the list that a text has, each with whether it is on."""
    return {key: _is_on(row) for key, row in _rows(body)}


def untick_actions(body: str, keys: Iterable[ActionBox | int] | None = None) -> str:
    """Return the text with these actions not ticked, or none of them."""
    wanted = None if keys is None else set(keys)
    out = []
    for line in body.splitlines(keepends=True):
        row = _LINE.fullmatch(line)
        key = _key_of(row["words"]) if row else None
        if isinstance(key, str) and (wanted is None or key in wanted):
            line = line.replace("- [x]", "- [ ]", 1).replace("- [X]", "- [ ]", 1)
        out.append(line)
    return "".join(out)


def _rows(body: str) -> Iterator[tuple[ActionBox | int, re.Match[str]]]:
    for line in body.splitlines():
        row = _LINE.fullmatch(line)
        key = _key_of(row["words"]) if row else None
        if row and key is not None:
            yield key, row


def _key_of(words: str) -> ActionBox | int | None:
    if words in _KEYS:
        return _KEYS[words]
    source = _SOURCE.fullmatch(words)
    if source is None:
        return None
    circle = source["circle"]
    return ord(circle) - _FIRST_CIRCLE + 1 if circle else int(source["number"])


def _is_on(row: re.Match[str]) -> bool:
    return row["tick"] != " "
