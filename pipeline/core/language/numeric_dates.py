"""Dates in numbers alone, whose day and month stand in an order that differs by language."""

from __future__ import annotations

from datetime import date


def read_numeric_date(one: str, two: str, year: str, sign: str, day_first: bool | None) -> str:
    """Return the ISO form of a date in numbers: the year alone where day and month are unclear.

    `day_first` is what the language of the text says, None where that is unclear. With stops the
    day stands first in every language. An impossible date is an empty string.
    """
    if sign == ".":
        day_first = True
    orders = {True: (int(two), int(one)), False: (int(one), int(two))}  # month, day
    possible = {order: pair for order, pair in orders.items() if is_date(int(year), *pair)}
    if sign == "." and True not in possible:
        return ""
    if day_first in possible:
        month, day = possible[bool(day_first)]
    elif len(set(possible.values())) == 1:
        month, day = next(iter(possible.values()))
    else:
        return year if possible else ""
    return f"{year}-{month:02}-{day:02}"


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
