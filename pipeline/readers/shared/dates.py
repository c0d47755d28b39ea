"""Read dates as people and programs write them, into ISO."""

from __future__ import annotations

import re
from datetime import date

from pipeline.core.language.numeric_dates import read_numeric_date

_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>\d{4})"
# a file name that begins with its date
_DATE_IN_NAME = re.compile(r"^(\d{4}-\d{2}(?:-\d{2})?)(?!\d)")
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # 2024-05-01T10:00:00Z, 2024/05/01, 2024.5.1, 2024-05, 2024
        rf"{_YEAR}(?:(?P<sep>[-/.])(?P<m>\d{{1,2}})(?:(?P=sep)(?P<d>\d{{1,2}})(?:[T ,].*)?)?)?",
        # PDF: D:20240501..., also without its mark
        r"(?:D:)?(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[\dT].*|[Z+-].*)?",
        r"D:(?P<y>\d{4})(?P<m>\d{2})?",
        rf"(?:[A-Za-z]{{3,9}}, )?{_MONTH} {_DAY},? {_YEAR}(?:[ ,].*)?",
        rf"(?:[A-Za-z]{{3,9}}, )?{_DAY}[ -]{_MONTH},?[ -]{_YEAR}(?:[ ,].*)?",
        rf"{_MONTH},? {_YEAR}",
    )
)


# 13/05/2024, 13.5.2024
_NUMERIC = re.compile(
    r"(?P<one>\d{1,2})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?:[ ,].*)?"
)


def iso_date(text: str) -> str:
    """Return `2024-05-01`, `2024-05` or `2024`, or an empty string.

    It is empty for what is no date, or an impossible or ambiguous one.
    """
    clean = " ".join(text.replace("[[", "").replace("]]", "").split())
    for shape in _SHAPES:
        if found := shape.fullmatch(clean):
            return _check_date(found.groupdict())
    if found := _NUMERIC.fullmatch(clean):
        day = read_numeric_date(found["one"], found["two"], found["year"], found["sign"], None)
        return day if len(day) > len("2024") else ""
    return ""


def date_in_name(path: str) -> str:
    """Return the date with which a file's name begins, or an empty string."""
    found = _DATE_IN_NAME.match(path.rpartition("/")[2])
    return iso_date(found[1]) if found else ""


def _check_date(parts: dict[str, str | None]) -> str:
    year, month, day = int(parts["y"] or 0), _month_number(parts), int(parts.get("d") or 0)
    if month is None:
        return ""
    try:
        checked = date(year, month or 1, 1 if parts.get("d") is None else day).isoformat()
    except ValueError:
        return ""
    return checked[: 10 if parts.get("d") else 7 if month else 4]


def _month_number(parts: dict[str, str | None]) -> int | None:
    """Return 1 to 12, or 0 where the date names no month, or None where what it names is none."""
    if name := parts.get("name"):
        short = name[:3].lower()
        return _MONTH_NAMES.index(short) + 1 if short in _MONTH_NAMES else None
    if said := parts.get("m"):
        return int(said) or None
    return 0
