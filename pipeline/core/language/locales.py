"""How languages write numbers and dates, by the Unicode CLDR that comes with Babel.

Babel takes a tenth of a second to import and a language some 20 ms to load, so this module imports
it when a text first shows another language than English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

# The length and mass units and so on of CLDR, each with the English word by which we compare.
_UNITS = {
    "kilometer": "km", "meter": "metre", "centimeter": "cm", "millimeter": "mm",
    "kilogram": "kg", "gram": "gram", "tonne": "tonne", "millisecond": "ms", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "byte": "byte",
    "kilobyte": "kilobyte", "megabyte": "megabyte", "gigabyte": "gigabyte",
}  # fmt: skip
_LONGEST_WORD = 30
_TABLES = (
    *("months", "date_formats", "datetime_skeletons", "number_symbols"),
    *("compact_decimal_formats", "unit_patterns"),
)
_PLURALS = (1, 2, 5)  # numbers that take different forms of a unit
_FIELD = re.compile(r"'([^']*)'|(d+|M+|L+|y+|[A-Za-z]+)|(\s+)|(.)", re.DOTALL)
_HIDDEN = re.compile("[\u200e\u200f\u061c]")
_NUMERIC = re.compile(r"\d")


@dataclass(frozen=True)
class Locale:
    """What one language needs for its numbers and dates to be read.

    `decimal` is its decimal sign, `months` and `scales` have lower-case words without a stop,
    `units` the words of units with the English ones. `dates` matches a date, with groups `y`, `d`,
    and `m` (a number) or `name`, each with a number behind it (`y0`, `y1`, …) by the form.
    """

    decimal: str
    day_first: bool | None  # None for English, which is written both ways
    months: Mapping[str, int]
    dates: re.Pattern[str]
    scales: Mapping[str, float]
    percents: tuple[str, ...]
    units: Mapping[str, str]


@cache
def locale_of(language: str) -> Locale | None:
    """Return what CLDR says of a language, or None where it says nothing."""
    from babel.core import Locale as Data
    from babel.core import UnknownLocaleError

    try:
        data = Data.parse(language)
        _part_from_others(str(data))
    except (UnknownLocaleError, ValueError):
        return None
    symbols = data.number_symbols.get("latn", data.number_symbols)
    months = dict(_months(data))
    return Locale(
        decimal=str(symbols["decimal"]),
        day_first=None
        if data.language == "en"
        else _is_day_first(data.date_formats["short"].pattern),
        months=months,
        dates=_date_pattern(data, months),
        scales=dict(_scales(data)),
        percents=tuple(_words_of_unit("percent", language)),
        units={
            word: ours
            for theirs, ours in _UNITS.items()
            for word in _words_of_unit(theirs, language)
        },
    )


def _part_from_others(language: str) -> None:
    """Give a language its own copy of the data that we read.

    Babel resolves aliases inside the data that languages share, so that after Chinese the months of
    Korean would be Chinese too.
    """
    from babel import localedata

    shared = localedata.load(language)
    for name in _TABLES:
        if name in shared:
            shared[name] = deepcopy(shared[name])


def _months(data: Any) -> Iterator[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in data.months[context][width].items():
                word = name.lower().rstrip(".")
                if not _NUMERIC.search(word):
                    yield word, number


def _is_day_first(pattern: str) -> bool:
    return 0 <= pattern.find("d") < pattern.find("M")


def _date_pattern(data: Any, months: Mapping[str, int]) -> re.Pattern[str]:
    """Return the pattern of dates with a year, made from the forms that CLDR gives."""
    skeletons = data.datetime_skeletons
    forms = [data.date_formats[width].pattern for width in ("long", "medium")]
    forms += [skeletons[name].pattern for name in ("yMMMM", "yMMM") if name in skeletons]
    # Only what names its month, or has signs for year and month, is surely a date.
    sure = [x for x in dict.fromkeys(forms) if re.search(r"MMM|LLL|\u6708|\uc6d4", x)]
    if any("\u5e74" in x for x in sure):
        sure.append("y\u5e74")
    names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    if not names:  # "3월": months are numbers with a sign
        names = rf"\d{{1,2}}{_NUMERIC.sub('', data.months['format']['wide'][1])}"
    alternatives = [_pattern_of_form(x, names, i) for i, x in enumerate(sure)]
    return re.compile("|".join(alternatives) or r"(?!)", re.IGNORECASE)


def _pattern_of_form(form: str, names: str, number: int) -> str:
    out = []
    for literal, field, space, sign in _FIELD.findall(_HIDDEN.sub("", form)):
        if field[:1] == "y":
            out.append(rf"(?P<y{number}>(?:1[0-9]|20)\d\d)")
        elif field[:1] == "d":
            out.append(rf"(?P<d{number}>\d{{1,2}})(?:\.|º|°|er|re|st|nd|rd|th)?")
        elif field[:1] in ("M", "L") and field:
            short = len(field) < 3
            out.append(rf"(?P<m{number}>\d{{1,2}})" if short else rf"(?P<name{number}>{names})\.?")
        elif space:
            out.append(r"[\s\u00a0]{1,3}")
        elif sign == "." and out and out[-1].startswith("(?P<d"):
            continue  # the stop of an ordinal is in the day's own pattern
        else:
            out.append("" if field else re.escape(literal or sign))
    text = "".join(out)
    before = r"(?<![\d.,])" if "\u5e74" in form or "\ub144" in form else r"(?<![\w.,])"
    return f"{before}{text}(?!\\d)"


def _scales(data: Any) -> Iterator[tuple[str, float]]:
    """Yield the words for powers of ten, such as "Mio" and "millones"."""
    formats = data.compact_decimal_formats
    for width in ("long", "short"):
        for rows in formats.get(width, {}).values():
            for size, pattern in rows.items():
                shown = _HIDDEN.sub("", str(pattern.pattern)).replace("'", "").replace("\xa0", " ")
                zeros, word = shown.count("0"), shown.replace("0", "").strip(" .").lower()
                if word and zeros and (len(word) > 1 or not word.isascii()):
                    yield word, float(size) / 10 ** (zeros - 1)


def _words_of_unit(unit: str, language: str) -> Iterable[str]:
    """Return the forms of a unit's name, such as "Tag" and "Tage"."""
    from babel.units import UnknownUnitError, format_unit

    found: dict[str, None] = {}
    for count in _PLURALS:
        try:
            shown = format_unit(count, unit, locale=language)
        except (UnknownUnitError, ValueError):
            return ()
        word = _HIDDEN.sub("", _NUMERIC.sub("", shown)).replace("\xa0", " ").strip(" .").lower()
        if word and len(word) <= _LONGEST_WORD:
            found[word] = None
    return tuple(found)
