"""Values of quotes in the unit of an axis: converted where that is certain, else refused."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.language.measures import Measure, scale_of_unit
from pipeline.core.name_keys import thing_key

_CURRENCIES = ("dollar", "euro", "pound")
_COUNTED_KINDS = ("number", "percent", "money")


def is_amount(value: Measure) -> bool:
    """Tell whether a value can be drawn: no date, version or rank, no word, no hexadecimal name."""
    text = value.text.strip().lower()
    return value.kind in _COUNTED_KINDS and not text.isalpha() and not text.startswith("0x")


def value_in_unit(value: Measure, unit: str) -> float | None:
    """Return a value in a unit; None where it is of another unit, or can be read in two ways.

    A value that names no unit is taken to be in the one that the others name: "raised to 2100" says
    no word of gas. Without a unit, a value counts as it is written.
    """
    if not is_amount(value):
        return None
    if not unit:
        return value.face[0] if len({*value.face}) == 1 else None
    base, factor = scale_of_unit(unit)
    if not value.unit:
        return value.face[0]
    if value.unit != base and base not in {thing_key(word) for word in value.counted}:
        return None
    if len(value.values) == 1:
        return value.values[0] / factor
    # 24KB are 24,000 bytes or 24,576: in KB both are 24, in bytes nobody can tell
    as_written = _unit_sign(value)
    return _face_number(value) if as_written and as_written.lower() == unit.lower() else None


def _unit_sign(value: Measure) -> str:
    return value.text.lstrip("0123456789., ")


def _face_number(value: Measure) -> float | None:
    digits = value.text[: len(value.text) - len(_unit_sign(value))].strip().replace(",", "")
    try:
        return float(digits)
    except ValueError:
        return None


def unit_of(value: Measure, quote: str) -> str:
    """Return the unit of a value as its quote writes it; "" where it names none."""
    if value.kind == "percent":
        return "%"
    if value.unit in _CURRENCIES:
        sign = value.text.strip()[:1]
        return sign if sign in "$€£" else value.unit
    if sign := _unit_sign(value):
        return sign if scale_of_unit(sign)[0] == value.unit else ""
    words = quote[value.end :].replace("`", " ").split()[:3]
    for word in words:
        plain = word.strip(".,;:()*")
        if plain and value.unit and scale_of_unit(plain)[0] == value.unit:
            return plain
    return ""


def choose_unit(values: Sequence[tuple[Measure, str]]) -> str | None:
    """Return the unit in which all values, each with its quote, can be shown; None where none is.

    It is the one that most of them are written in. Amounts of different currencies have none.
    """
    named = [unit for value, quote in values if (unit := unit_of(value, quote))]
    order = sorted(dict.fromkeys(named), key=lambda unit: (-named.count(unit), named.index(unit)))
    for unit in [
        *order,
        *(f"{base}s" for u in order[:1] if (base := scale_of_unit(u)[0]) == "byte"),
    ]:
        if all(value_in_unit(value, unit) is not None for value, _ in values):
            return unit
    return "" if not order and all(value_in_unit(v, "") is not None for v, _ in values) else None
