"""Compare a statement that only bounds a value ("more than 650 cases") with one that gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.asides import strip_bracketed_dates
from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.librarian.extractive.values.compare import ValueDifference

_LOWER_BOUND = re.compile(
    r"\b(?:(?:more|greater|higher|larger|longer|later)"
    r" than|over|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|after|at least)"
    r"\s*(?:the )?$",
    re.IGNORECASE,
)
_UPPER_BOUND = re.compile(
    r"\b(?:(?:less|fewer|lower|smaller|shorter|earlier) than|under|below|before|at most|up"
    r" to)\s*(?:the )?$",
    re.IGNORECASE,
)
_INCLUSIVE_BOUND = re.compile(r"\b(?:at least|at most|up to)\s*$", re.IGNORECASE)
_BOUND_IN_TIME = re.compile(r"\b(?:after|before|later than|earlier than)\s*$", re.IGNORECASE)
_ROUGH_VALUE = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|estimated|or so)\s*(?:an?"
    r" |the )?$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:()]\s|\b(?:and|with|but|while|from|behind|including)\b")
_KIND_OF_MEASURE = re.compile(
    r"\b(?:an?|the|its|whose) ([\w-]+ [\w-]+) of (?:[\w-]+ ){0,3}$", re.IGNORECASE
)
_FARTHEST_FACTOR = 2.5  # how far a value may lie from a bound of the same attribute, as a factor
_VAGUE_WORDS = frozenset(
    content_words("number total amount confirmed reported worldwide people had has have new least")
)


@dataclass(frozen=True)
class _BoundedValue:
    """A value with the words of its clause, and whether it only bounds what is meant."""

    value: Quantity
    bound: Literal["more", "less", ""]
    inclusive: bool
    about: frozenset[str]
    counted: frozenset[str]  # the words that follow a number
    kind_of: tuple[str, ...]  # "approval rating" in "an approval rating of 14 %"


def compare_with_bound(new: str, old: str) -> ValueDifference | None:
    """Return how a value lies outside a bound that the other statement gives for the same thing.

    Each value is read with the words before it ("more than", "at most", "after") and the words of
    its clause. A bound and a plain value are of one thing if they are of one kind, lie within a
    factor of `_FARTHEST_FACTOR` (days excepted), and share words: numbers those that follow them,
    shares and sums those of the clause, in both cases at least half of the shorter clause; days at
    least one word. Rough values ("about 650") and statements that name different days are not
    compared. The result is None where nothing contradicts.
    """
    if _name_other_days(new, old):
        return None
    for mine in _bounded_values(strip_bracketed_dates(new)):
        for yours in _bounded_values(strip_bracketed_dates(old)):
            if bool(mine.bound) != bool(yours.bound) and _are_of_one_thing(mine, yours):
                limit, exact = (mine, yours) if mine.bound else (yours, mine)
                if _lies_outside(limit, exact):
                    return ValueDifference("", mine.value, yours.value, chained=False, past=False)
    return None


def _name_other_days(new: str, old: str) -> bool:
    """Tell whether the two statements name different days, because counts go up and down."""
    days = [
        [h.value for h in _bounded_values(text) if h.value.kind == "date" and not h.bound]
        for text in (new, old)
    ]
    return all(days) and not any(a.agrees_with(b) for a in days[0] for b in days[1])


@lru_cache(maxsize=5_000)
def _bounded_values(text: str) -> tuple[_BoundedValue, ...]:
    return tuple(_read_values(text))


def _read_values(text: str) -> Iterator[_BoundedValue]:
    for value in quantities(text):
        lead = text[: value.start]
        if value.kind == "hex" or _ROUGH_VALUE.search(lead):
            continue
        bound: Literal["more", "less", ""] = (
            "more" if _LOWER_BOUND.search(lead) else "less" if _UPPER_BOUND.search(lead) else ""
        )
        if value.kind == "date" and bound and not _BOUND_IN_TIME.search(lead):
            continue
        before = _CLAUSE_END.split(lead)[-1]
        after = _CLAUSE_END.split(text[value.end :])[0]
        noun = _KIND_OF_MEASURE.search(lead)
        about = content_words(re.sub(r"\d\S*", " ", f"{before} {after}"))
        counted = content_words(" ".join(value.unit))
        yield _BoundedValue(
            value,
            bound,
            bool(_INCLUSIVE_BOUND.search(lead)),
            frozenset(about) - _VAGUE_WORDS,
            frozenset(counted) - _VAGUE_WORDS,
            content_words(noun[1]) if noun else (),
        )


def _are_of_one_thing(a: _BoundedValue, b: _BoundedValue) -> bool:
    """Tell whether two values are of one thing.

    Numbers must count the same; shares, sums and days must share the words around them.
    """
    if a.value.kind != b.value.kind:
        return False
    if a.value.kind == "date":
        return bool(a.about & b.about)
    x, y = a.value.values[0], b.value.values[0]
    near = x > 0 and y > 0 and max(x, y) <= _FARTHEST_FACTOR * min(x, y)
    if a.value.kind == "number":
        return near and bool(a.counted & b.counted) and _share_enough_words(a, b)
    return (
        near
        and len(a.about & b.about) >= 1
        and _share_enough_words(a, b)
        and not _are_of_other_kinds(a.kind_of, b.kind_of)
    )


def _are_of_other_kinds(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether two values are of different kinds, as an average and an approval rating."""
    return len(a) == len(b) == 2 and a[1] == b[1] and a[0] != b[0]


def _share_enough_words(a: _BoundedValue, b: _BoundedValue) -> bool:
    smaller = min(len(a.about), len(b.about))
    return len(a.about & b.about) >= 0.5 * smaller


def _lies_outside(limit: _BoundedValue, exact: _BoundedValue) -> bool:
    if limit.value.kind == "date":
        size = min(len(limit.value.date), len(exact.value.date))
        day, limit_day = exact.value.date[:size], limit.value.date[:size]
        return day < limit_day if limit.bound == "more" else day > limit_day
    x, y = limit.value.values[0], exact.value.values[0]
    if x == y:
        return not limit.inclusive and limit.value.kind != "money"  # a sum is often rounded
    return y < x if limit.bound == "more" else y > x
