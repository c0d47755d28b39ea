"""The rows in which the facts of pages are kept, and how they are read back.

Ten thousand of them are read back in every run, so a row is JSON in lists and not in objects, and a
list of texts is one text where none holds the sign between them: JSON needs longer for a hundred
texts of a page than for all else. A row has two lines. The first holds what every run asks for;
what only some ask for stands in the second, and is read for a page when it is first asked for
(`LateFact`). The first line holds a checksum of the second, so that a row is believed as a whole or
not at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from zlib import crc32

from pipeline.core.wiki.facts import PageFacts, make_facts

_LATE = ("related", "refs", "cites", "sketch", "proper_names", "terms")
# Between the texts of a list: unlike a line end it is no character that JSON must escape.
_BETWEEN = "\x7f"
_OF_FIELD = {"str": str, "int": int, "tuple[str, ...]": tuple, "Mapping[str, str]": dict}
_ALL_KINDS = {field.name: _OF_FIELD[str(field.type)] for field in fields(PageFacts)}
_NAMES = tuple(name for name in _ALL_KINDS if name not in _LATE)
_KINDS = [_ALL_KINDS[name] for name in _NAMES]
_LISTS = tuple(at for at, kind in enumerate(_KINDS) if kind is tuple)
_RECORD = _NAMES.index("record")
_LATE_TEXT = "late row"  # no field has this name
# `dumps` makes one each time, and to look for values that hold themselves takes a fifth of the
# time.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class LateFact:
    """A field of facts that were read back, whose value is read when it is first asked for.

    As it only gets, a value that an object has of its own comes first, and is all that is asked
    from then on.
    """

    def __init__(self, name: str, default: Any) -> None:
        self._name, self._default = name, default

    def __get__(self, facts: Any, of: type[PageFacts]) -> Any:
        if facts is None:
            return self
        row = facts.__dict__.get(_LATE_TEXT)
        if row is None:
            return facts.__dict__.get(self._name, self._default)
        facts.__dict__.update(zip(_LATE, map(_late_value, _LATE, json.loads(row)), strict=True))
        facts.__dict__.pop(_LATE_TEXT, None)  # last: another thread may ask at the same time
        return facts.__dict__[self._name]


for _name in _LATE:
    setattr(PageFacts, _name, LateFact(_name, getattr(PageFacts, _name, "")))


def row_of_facts(facts: PageFacts) -> str:
    """Return the row in which the facts of a page are kept."""
    late = _encode([_written(getattr(facts, name)) for name in _LATE])
    first = [_written(getattr(facts, name)) for name in _NAMES]
    return f"{_encode([_checksum(late), *first])}\n{late}"


def facts_of_rows(rows: Sequence[str]) -> list[PageFacts | None]:
    """Return the facts of each row; None for a row that `row_of_facts` has not made.

    Raises `ValueError` or `RecursionError` where one is no JSON.
    """
    lines = [row.partition("\n") for row in rows]
    first = json.loads(f"[{','.join([line[0] for line in lines])}]")
    return [_read_row(values, late) for values, (_, _, late) in zip(first, lines, strict=True)]


def _read_row(values: Any, late: str) -> PageFacts | None:
    if not isinstance(values, list) or len(values) != len(_NAMES) + 1:
        return None
    if values.pop(0) != _checksum(late):
        return None
    try:
        for at in _LISTS:
            some = values[at]
            if isinstance(some, str):
                values[at] = tuple(some.split(_BETWEEN))
            elif isinstance(some, list):
                "".join(some)  # raises TypeError unless all are texts, faster than any loop
                values[at] = tuple(some)
        if [*map(type, values)] != _KINDS:
            return None
        "".join(values[_RECORD].values())
    except TypeError:
        return None
    return make_facts((*zip(_NAMES, values, strict=True), (_LATE_TEXT, late)))


def _checksum(late: str) -> int:
    return crc32(late.encode("utf-8", "replace"))


def _written(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    text = _BETWEEN.join(value)
    return text if value and text.count(_BETWEEN) == len(value) - 1 else [*value]


def _late_value(name: str, value: Any) -> Any:
    if _ALL_KINDS[name] is str:
        return value
    return tuple(value.split(_BETWEEN)) if isinstance(value, str) else tuple(value)
