"""Values on one scale, so that "2 s" equals "2,000 ms", and "v2.1" equals "release 2.1"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from pipeline.core.language.bounds import (
    DOWNWARD,
    UPWARD,
    Bound,
    read_bound,
    read_bound_in_time,
)
from pipeline.core.language.emphasis import blank_emphasis
from pipeline.core.language.quantities import SCALE_WORDS, quantities
from pipeline.core.language.quantity import Quantity, overlaps
from pipeline.core.language.ranks import find_ranks
from pipeline.core.language.updates import blank_struck_out
from pipeline.core.name_keys import thing_key

Kind = Literal["number", "percent", "money", "date", "version", "rank"]

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
    "celsius": {1: "celsius"},
}
_UNITS = {
    word: (base, factor)
    for base, rows in _BASES.items()
    for factor, line in rows.items()
    for word in line.split()
}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound"}


def scale_of_unit(word: str) -> tuple[str, float]:
    """Return the base unit of a unit, and how many of it one is; what is counted counts as it is.

    `km` is 1,000 of `metre`, `%` one of `percent`, `moons` one of the stem of moon.
    """
    name = word.strip().lower()
    if name == "%" or name in _SIGNS:
        return ("percent" if name == "%" else _SIGNS[name]), 1.0
    return _UNITS.get(name) or _BYTE_UNITS.get(name) or (thing_key(name), 1.0)


# As numbers are written with them: "24KB" is read with its sign, which is no word of its own.
_BYTE_UNITS = {
    **{f"{sign}b": ("byte", 1000.0**power) for power, sign in enumerate("kmgt", 1)},
    **{f"{sign}ib": ("byte", 1024.0**power) for power, sign in enumerate("kmgt", 1)},
}
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


# What stands in a version; looking for it is faster than the pattern is.
_POINT_OR_V = re.compile(r"[\dvV](?:(?<=\d)\.|(?<=[vV]))\d")
_OPEN = UPWARD + DOWNWARD  # the bounds beyond which a value may lie
_BINARY = re.compile(r"[kmgt]ib$", re.IGNORECASE)
_DEGREES = re.compile(
    r"\s?(?:°|degrees?|Grad)?\s?(?:(?P<c>℃|(?<=[°\s])(?:Celsius\b|(?<=°)C\b|(?<=° )C\b))"
    r"|(?P<f>℉|(?<=[°\s])(?:Fahrenheit\b|(?<=°)F\b|(?<=° )F\b))"
    r"|(?P<k>kelvins?\b))",
    re.IGNORECASE,
)
_WARM = ("°", "℃", "℉", "elsius", "ahrenheit", "elvin")
_MINUS = re.compile(r"(?:^|[\s(])(?:[-−–]|minus )$", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\b(?:by|um|another|within)\s(?:about |around |etwa |rund )?$", re.IGNORECASE
)
_ABSOLUTE_ZERO = -273.15
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_FARTHEST = 3.0  # factor between a bound and a value that do not say both what they count
_MOST_ROUNDED = 0.05  # of a value: what rounding may have added to it
_MOST_ABOUT = 0.1  # the same where it is said to be about so much


@dataclass(frozen=True)
class Measure:
    """One value on a common scale.

    `values` are its possible readings in `unit`, for "8K" has two; a date or a version is in
    `written` instead. `face` are the readings as written, because a table may name the unit only at
    the top of the column. `unit` is a base unit, the stem of what is counted, or empty. `start` and
    `end` are offsets into the text. `bound` is what the words around it say, and `digit` what one
    of its last digit is worth. `counted` are all words behind it that may be what it
    counts: "30 studio albums" are studio or albums.
    """

    kind: Kind
    values: tuple[float, ...]
    written: str
    unit: str
    text: str
    start: int
    end: int
    face: tuple[float, ...] = ()
    bound: Bound = ""
    digit: float = 0.0
    counted: tuple[str, ...] = ()

    def agrees_with(self, other: Measure) -> bool:
        """Tell whether two measures may be the same value, whatever the words around them.

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

    def fits(self, other: Measure) -> bool:
        """Tell whether two measures may both be right.

        Beside the same value that is one which was rounded to the other, and one that lies within
        the bound that the other is. Two bounds of one direction must be the same.
        """
        return not self.lies_apart_from(other) and self.fits_at_a_closer_look(other)

    def fits_at_a_closer_look(self, other: Measure) -> bool:
        """Tell the same without a glance at their reaches first, which decides most pairs."""
        if self.kind != other.kind and (self.written or other.written):
            return self.text == other.text
        if not self.is_comparable_with(other):
            return self.agrees_with(other)
        if not (self.bound in _OPEN or other.bound in _OPEN):
            return self.agrees_with(other) if self.written else self._is_rounded(other)
        up, down = self._limits(UPWARD, other), self._limits(DOWNWARD, other)
        if len(up) == 2 or len(down) == 2 or self.kind == "version":
            return self.agrees_with(other)
        low, high = up[0] if up else None, down[0] if down else None
        return _is_within(low or _other(self, other, high), high or _other(self, other, low))

    @cached_property
    def reach(self) -> tuple[float, float, float, float]:
        """Return the least and the greatest number that it may be, on its scale and as written.

        Two measures whose reaches lie apart in both cannot both be right. An open bound reaches as
        far as it is open; a date reaches over its year, and a version everywhere, which tells
        nothing.
        """
        if self.kind == "date" and self.written[:4].isdecimal():
            year = float(self.written[:4])
            return self._opened(year, year) * 2
        if self.written:
            return self._opened(-math.inf, math.inf) * 2
        return (
            *self._reach_of(self.values, self._roundness()),
            *self._reach_of(self.face, self._roundness_as_written()),
        )

    def _reach_of(self, readings: tuple[float, ...], round_: float) -> tuple[float, float]:
        low, high = min(readings), max(readings)
        # a millionth more than is needed, for what floating point rounds away
        room = 1.000_001 * max(1e-9 * max(abs(low), abs(high)), round_)
        return self._opened(low - room, high + room)

    def _opened(self, low: float, high: float) -> tuple[float, float]:
        return (
            -math.inf if self.bound in DOWNWARD else low,
            math.inf if self.bound in UPWARD else high,
        )

    def lies_apart_from(self, other: Measure) -> bool:
        """Tell at a glance, where that is possible, that two measures cannot both be right."""
        low, high, face_low, face_high = self.reach
        least, most, face_least, face_most = other.reach
        return (high < least or most < low) and (face_high < face_least or face_most < face_low)

    def _limits(self, bounds: tuple[str, str], other: Measure) -> list[Measure]:
        return [m for m in (self, other) if m.bound in bounds]

    def _is_rounded(self, other: Measure) -> bool:
        """Tell whether two plain values are one as far as their digits go."""
        mine, yours = _readings(self, other)
        near = (
            max(self._roundness(), other._roundness())
            if mine is not self.face
            else max(self._roundness_as_written(), other._roundness_as_written())
        )
        return any(
            abs(a - b) <= max(1e-9 * max(abs(a), abs(b)), near * (1 + 1e-9))
            for a in mine
            for b in yours
        )

    def _roundness(self) -> float:
        """Return how far the value meant may lie from the one that is written."""
        size, half = abs(self.values[0]), self.digit / 2
        if self.kind == "rank":
            return 0.0
        if self.unit != "celsius":
            half = min(half, _MOST_ROUNDED * size)
        if self.bound != "about" or not self.digit:
            return half
        digits = round(size / self.digit)
        zeros = len(str(digits)) - len(str(digits).rstrip("0")) if digits else 0
        return max(half, min(self.digit * 10.0**zeros / 2, _MOST_ABOUT * size))

    def _roundness_as_written(self) -> float:
        """Return the same in the unit in which it is written: half a day of "7 days"."""
        scale = abs(self.values[0] / self.face[0]) if self.face[0] and self.values[0] else 1.0
        return self._roundness() / (1.0 if self.unit == "celsius" else scale)

    def is_comparable_with(self, other: Measure) -> bool:
        """Tell whether two measures count the same: one kind, and one unit where both have one."""
        return self.kind == other.kind and (
            self.unit == other.unit
            or not self.unit
            or not other.unit
            or not _keys(self.counted).isdisjoint(_keys(other.counted))
        )

    @property
    def key(self) -> str:
        """The value, in whatever form it was written, but without what it counts.

        Pages word that as they like.
        """
        return self.written or f"{self.values[0]:.12g}" + ("%" if self.kind == "percent" else "")

    @property
    def shown(self) -> str:
        """The value as written, with the bound that it is."""
        return f"{self.bound} {self.text}" if self.bound in _OPEN else self.text


def _meet(mine: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    return any(abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a in mine for b in theirs)


def _readings(one: Measure, other: Measure) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the readings of two measures that can be held against one another.

    Beside a KiB a KB has 1,000 bytes; beside a value without a unit all are as written.
    """
    if (one.unit in _BASES) != (other.unit in _BASES):
        return one.face, other.face
    mine, yours = one.values, other.values
    binary = bool(_BINARY.search(one.text)), bool(_BINARY.search(other.text))
    return (
        mine[:1] if binary == (False, True) else mine,
        yours[:1] if binary == (True, False) else yours,
    )


def _other(one: Measure, two: Measure, limit: Measure | None) -> Measure:
    return two if one is limit else one


def _is_within(low: Measure, high: Measure) -> bool:
    """Tell whether `low` may lie below `high`; one of them at least is a bound."""
    strict = "more than" in (low.bound,) or "less than" in (high.bound,)
    if low.written:
        size = min(len(low.written), len(high.written))
        early, late = low.written[:size], high.written[:size]
        return early < late or (early == late and (not strict or low.written != high.written))
    mine, yours = _readings(low, high)
    if low.unit != high.unit and not (low.unit and high.unit) and not _are_near(mine[0], yours[0]):
        return False
    return any(a < b or (a == b and not strict) for a in _likely(mine) for b in _likely(yours))


def _likely(values: tuple[float, ...]) -> Iterator[float]:
    """Yield the likeliest reading, and those that are nearly the same: 1,000 and 1,024."""
    return (v for v in values if abs(v - values[0]) <= _MOST_ABOUT * abs(values[0]))


def _are_near(a: float, b: float) -> bool:
    return max(abs(a), abs(b)) <= _FARTHEST * min(abs(a), abs(b))


@lru_cache(maxsize=20_000)
def measures(text: str) -> tuple[Measure, ...]:
    """Return the values of a text in order.

    A version hides the numbers in it, and digits that are part of a name are no value.
    """
    plain = blank_emphasis(blank_struck_out(text))
    found = [
        Measure("rank", (float(r.value),), "", thing_key(r.by), r.text, r.start, r.end, (r.value,))
        for r in find_ranks(plain)
    ]
    if _may_hold_version(plain):
        found += [
            Measure(
                "version", (), m["v"] or m["named"] or m["dotted"], "", m[0], m.start(), m.end()
            )
            for m in _VERSION.finditer(plain)
            if not overlaps(found, m.start(), m.end())
        ]
        found.sort(key=lambda m: m.start)
    taken = found.copy()
    warm = any(map(plain.__contains__, _WARM))
    for q in quantities(plain):
        if not overlaps(taken, q.start, q.end):
            degrees = _DEGREES.match(plain, q.end) if warm and q.kind == "number" else None
            one = _warmth(q, degrees, plain) if degrees else _scaled(q)
            found.append(_bounded(one, plain))
    return tuple(sorted(found, key=lambda m: m.start))


def _may_hold_version(plain: str) -> bool:
    low = plain.lower()
    return (
        bool(_POINT_OR_V.search(plain))
        or "version" in low
        or "release" in low
        or not plain.isascii()  # "ı" and "ſ" are letters of these words for the pattern
    )


def _bounded(one: Measure, plain: str) -> Measure:
    """Return a measure with what the words around it say; a year behind "before" is a date."""
    if one.kind == "version":
        return one
    if one.kind == "date" or (not one.unit and _YEAR.fullmatch(one.text)):
        bound = read_bound_in_time(plain, one.start)
        if one.kind == "date" or not bound:
            return replace(one, bound=bound)
        return Measure("date", (), one.text, "", one.text, one.start, one.end, (), bound)
    bound = read_bound(plain, one.start, one.end)
    return replace(one, bound=bound) if bound else one


def _warmth(q: Quantity, degrees: re.Match[str], plain: str) -> Measure:
    """Return a temperature in degrees Celsius, or a difference between two."""
    sign = -1.0 if _MINUS.search(plain[max(0, q.start - 7) : q.start]) else 1.0
    factor = 5 / 9 if degrees["f"] else 1.0
    zero = 32.0 if degrees["f"] else -_ABSOLUTE_ZERO if degrees["k"] else 0.0
    if _DIFFERENCE.search(plain[max(0, q.start - 20) : q.start]):
        zero = 0.0
    values = tuple((sign * value - zero) * factor for value in q.values)
    return Measure(
        "number", values, "", "celsius", q.text, q.start, q.end, q.values,
        digit=_digit(q) * factor,
    )  # fmt: skip


def _scaled(q: Quantity) -> Measure:
    if q.kind == "date":
        return Measure("date", (), q.date, "", q.text, q.start, q.end)
    digit = _digit(q)
    if q.kind in ("percent", "money"):
        unit = "percent" if q.kind == "percent" else _SIGNS[q.text.strip()[0]]
        return Measure(q.kind, q.values, "", unit, q.text, q.start, q.end, q.values, digit=digit)
    words, values = q.unit, q.values
    if words and q.text.isalpha() and len(words[0]) > 3 and words[0] in SCALE_WORDS:
        times = SCALE_WORDS[words[0]]  # "two million"
        words, values, digit = words[1:], tuple(v * times for v in values), digit * times
    elif _BINARY.search(q.text):
        values = values[1::2]
    word = next((w for w in words if w not in _SKIPPED_WORDS), "")
    base, factor = _UNITS.get(word, (thing_key(word), 1.0))
    kind: Kind = (
        "money" if base in _SIGNS.values() else "percent" if base == "percent" else "number"
    )
    scaled = tuple(v * factor for v in values)
    counted = () if base in _BASES else words
    return Measure(
        kind, scaled, "", base, q.text, q.start, q.end, values, "", digit * factor, counted
    )


@lru_cache(maxsize=5_000)
def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(thing_key, words))


def _digit(q: Quantity) -> float:
    """Return what one of the last digit of a number is worth: 10,000 in "1.23 million"."""
    digits = "".join(char for char in q.text if char.isdecimal())
    number = int(digits[:15]) if digits and q.kind != "hex" else 0
    return abs(q.values[0]) / number if number and len(digits) <= 15 else float(not digits)


def measures_not_in(mine: Iterable[Measure], theirs: Iterable[Measure]) -> list[Measure]:
    """Return the values of the first list that the second does not hold."""
    there = tuple(theirs)
    return [m for m in mine if not any(m.agrees_with(other) for other in there)]
