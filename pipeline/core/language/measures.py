"""Values on one scale, so that "2 s" equals "2,000 ms", and "v2.1" equals "release 2.1"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity, overlaps
from pipeline.core.language.updates import blank_struck_out
from pipeline.core.text import thing_key

Kind = Literal["number", "percent", "money", "date", "version"]

_BASES: dict[str, dict[float, str]] = {
    "metre": {
        1: "metre metres meter meters",
        1e3: "km kilometre kilometres kilometer kilometers",
        1e-2: "cm",
        1e-3: "mm",
    },
    "second": {
        1: "s sec secs second seconds",
        1e-3: "ms millisecond milliseconds",
        60: "min mins minute minutes",
        3_600: "h hour hours",
        86_400: "day days",
        604_800: "week weeks",
    },
    "byte": {
        1: "byte bytes",
        1e3: "kilobyte kilobytes",
        1e6: "megabyte megabytes",
        1e9: "gigabyte gigabytes",
    },
    "gram": {1: "g gram grams", 1e3: "kg kilogram kilograms", 1e6: "tonne tonnes"},
    "hertz": {1: "hz hertz", 1e3: "khz", 1e6: "mhz", 1e9: "ghz"},
    "dollar": {1: "dollar dollars usd"},
    "euro": {1: "euro euros eur"},
    "pound": {1: "gbp"},
    "percent": {1: "percent"},
}
_UNITS = {
    word: (base, factor)
    for base, rows in _BASES.items()
    for factor, line in rows.items()
    for word in line.split()
}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound"}
# Words between a number and what it counts: "274 recognised moons" counts moons as "274 moons"
# does.
_SKIPPED_WORDS = frozenset(
    [
        "new",
        "known",
        "total",
        "current",
        "recognised",
        "recognized",
        "confirmed",
        "additional",
        "extra",
        "more",
        "different",
        "separate",
        "further",
        "first",
        "last",
        "next",
        "previous",
        "own",
        "single",
        "full",
        "maximum",
        "minimum",
        "average",
    ]
)
_VERSION = re.compile(
    r"\bv(?P<v>\d+(?:\.\d+)*)\b|\b(?:version|release)s?"
    r" (?P<named>\d+(?:\.\d+)*)\b|(?<![\w.,])"
    # neither thousands nor a date of a language that writes stops there
    r"(?!\d{1,3}\.\d{3}\.\d{3}\b|\d\d?\.\d\d?\.(?:1[5-9]|20)\d\d\b)(?P<dotted>\d+\.\d+\.\d+)(?![\w,]|\.\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measure:
    """One value on a common scale.

    `values` are its possible readings in `unit`, for "8K" has two; a date or a version is in
    `written` instead. `face` are the readings as written, because a table may name the unit only at
    the top of the column. `unit` is a base unit, the stem of what is counted, or empty. `start` and
    `end` are offsets into the text.
    """

    kind: Kind
    values: tuple[float, ...]
    written: str
    unit: str
    text: str
    start: int
    end: int
    face: tuple[float, ...] = ()

    def agrees_with(self, other: Measure) -> bool:
        """Tell whether two measures may be the same value.

        A date agrees with a coarser date that contains it, and with a bare year.
        """
        if self.kind == other.kind and self.written:
            short, long = sorted((self.written, other.written), key=len)
            return short == long or long.startswith(short + "-")
        if self.written or other.written:
            return self.text == other.text
        return _meet(self.values, other.values) or (
            (self.unit in _BASES) != (other.unit in _BASES) and _meet(self.face, other.face)
        )

    def is_comparable_with(self, other: Measure) -> bool:
        """Tell whether two measures count the same: one kind, and one unit where both have one."""
        return self.kind == other.kind and (
            self.unit == other.unit or not self.unit or not other.unit
        )

    @property
    def key(self) -> str:
        """The value, in whatever form it was written, but without what it counts.

        Pages word that as they like.
        """
        return self.written or f"{self.values[0]:.12g}" + ("%" if self.kind == "percent" else "")


def _meet(mine: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    return any(abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a in mine for b in theirs)


@lru_cache(maxsize=20_000)
def measures(text: str) -> tuple[Measure, ...]:
    """Return the values of a text in order.

    A version hides the numbers in it, and digits that are part of a name are no value.
    """
    plain = blank_struck_out(text).replace("`", " ").replace("*", " ")
    if not any(char.isdigit() for char in plain):
        return tuple(_scaled(q) for q in quantities(plain))
    found = [
        Measure(
            "version", (), (m["v"] or m["named"] or m["dotted"]), "", m.group(), m.start(), m.end()
        )
        for m in _VERSION.finditer(plain)
    ]
    versions = found.copy()
    for q in quantities(plain):
        if not overlaps(versions, q.start, q.end):
            found.append(_scaled(q))
    return tuple(sorted(found, key=lambda m: m.start))


def _scaled(q: Quantity) -> Measure:
    if q.kind == "date":
        return Measure("date", (), q.date, "", q.text, q.start, q.end)
    if q.kind == "percent":
        return Measure("percent", q.values, "", "percent", q.text, q.start, q.end, q.values)
    if q.kind == "money":
        return Measure(
            "money", q.values, "", _SIGNS[q.text.strip()[0]], q.text, q.start, q.end, q.values
        )
    word = next((w for w in q.unit if w not in _SKIPPED_WORDS), "")
    base, factor = _UNITS.get(word, (thing_key(word), 1.0))
    kind: Kind = (
        "money" if base in _SIGNS.values() else "percent" if base == "percent" else "number"
    )
    return Measure(
        kind, tuple(v * factor for v in q.values), "", base, q.text, q.start, q.end, q.values
    )


def measures_not_in(mine: Iterable[Measure], theirs: Iterable[Measure]) -> list[Measure]:
    """Return the values of the first list that the second does not hold."""
    there = tuple(theirs)
    return [m for m in mine if not any(m.agrees_with(other) for other in there)]
