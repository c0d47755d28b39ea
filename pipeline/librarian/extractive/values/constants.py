"""Compare the values that two statements give to one constant, such as `MAX_CODE_SIZE`.

The name of a constant says the whole attribute, so two values of one name need no other words in
common. Names that mean something else in every document, such as `FORK_BLOCK`, are passed over,
and so are numbers that are only a term of a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.librarian.extractive.names.titles import is_local
from pipeline.librarian.extractive.values.compare import ValueDifference

_CODE_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+"
_NAME = rf"(?<![\w./-])(?<![+*/×^-] )(?P<name>{_CODE_NAME})(?![\w./-])"
_ASIDE = r"(?:,[^,;:.()]{2,60},|\s\([^()]{2,60}\)|,)?"
_IS = (
    r"\s?(?:=|:)\s?|\s(?:is|are|equals|being|of|to|has the value|(?:is |are |has been )?(?:now )?"
    r"(?:set|changed|raised|increased|lowered|reduced|updated) (?:to|at))\s"
)
_ROUGH = r"(?:now |currently |about |only )?"
_DIRECT = re.compile(rf"{_NAME}(?:{_ASIDE}(?:{_IS}){_ROUGH}|\s?\()$")
_FROM = re.compile(
    rf"{_NAME}{_ASIDE}:?(?: constant| limit| value)?(?: (?:is|was))?(?: [a-z]+)? from $"
)
_TERM = rf"(?:{_CODE_NAME}|\d[\d_,.]*)"
_FORMULA = rf"\(?{_TERM}\)?(?:\s?(?:[-+*/×^]|\*\*)\s?\(?{_TERM}\)?){{0,6}}"
_BY_FORMULA = re.compile(
    rf"{_NAME}{_ASIDE}(?:{_IS}|\s(?:by|with)\s){_FORMULA}(?:,\s(?:which|that) is\s|\s\()$"
)
_BESIDE = re.compile(rf"{_NAME},\s$")
_ENDS_APPOSITION = re.compile(r"(?:\s[a-z]+)?,")
_NAMED_BEHIND = re.compile(rf"\s?\({_NAME}\)")
_OPERATOR = re.compile(r"^\s?(?:[*×/+^]|-\s)")
_TO = re.compile(r"[^;:.]{0,60}\bto\s")


def compare_constants(new: str, old: str) -> ValueDifference | None:
    """Return how two statements differ in the value of a constant that both give; else None."""
    ours, theirs = dict(_values_of(new)), dict(_values_of(old))
    for name in sorted(ours.keys() & theirs.keys()):
        a, b = ours[name], theirs[name]
        if not a.agrees_with(b) and _are_comparable(a, b):
            return ValueDifference(name, a, b, chained=False, past=False)
    return None


def value_of_constant(name: str, text: str) -> Quantity | None:
    """Return the value that a text gives to a constant, if it gives one."""
    return dict(_values_of(text)).get(name)


def _are_comparable(a: Quantity, b: Quantity) -> bool:
    if a.kind != b.kind and not {a.kind, b.kind} <= {"number", "hex"}:
        return False
    return not (a.unit and b.unit) or a.unit[0] == b.unit[0]


@lru_cache(maxsize=5_000)
def _values_of(text: str) -> tuple[tuple[str, Quantity], ...]:
    plain = text.replace("`", "").replace("\\", "")
    return tuple((name, q) for name, q in _read(plain) if not is_local(name)) if "_" in text else ()


def _read(text: str) -> Iterator[tuple[str, Quantity]]:
    """Yield each constant with its value; of a change, with the value after it.

    The forms are "X is 5", "X, the limit, is 5", "X (5)", "X, 5 gas,", "X from 3 to 5", "X to
    Y + Z, which is 5" and "5 gas (X)".
    """
    found = [q for q in quantities(text) if q.kind not in ("date", "percent")]
    for i, value in enumerate(found):
        lead, behind = text[: value.start], text[value.end :]
        if m := _FROM.search(lead):
            for after in found[i + 1 : i + 3]:
                if _TO.fullmatch(text[value.end : after.start]):
                    if not _OPERATOR.match(text[after.end :]):
                        yield m["name"], after
                    break
        elif _OPERATOR.match(behind):
            continue
        elif m := (
            _BY_FORMULA.search(lead)
            or _DIRECT.search(lead)
            or (_BESIDE.search(lead) if _ENDS_APPOSITION.match(behind) else None)
            or _NAMED_BEHIND.match(behind)
        ):
            yield m["name"], value
