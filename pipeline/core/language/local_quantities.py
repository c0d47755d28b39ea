"""Quantities of a text in another language than English, by what CLDR says of that language."""

from __future__ import annotations

import re
from functools import cache

from pipeline.core.language.frequent_words import FREQUENT_WORDS
from pipeline.core.language.locales import Locale, locale_of
from pipeline.core.language.numeric_dates import is_date, read_numeric_date
from pipeline.core.language.quantity import Kind, Quantity, overlaps
from pipeline.core.language.written_numbers import ANY, WITH_BLANKS, read_number

# Their numbers stand between signs without blanks, and they group by thousands with a comma only.
_WITHOUT_BLANKS = ("zh", "ja")
_NUMERIC_DATE = re.compile(
    r"(?<![\w./-])(?:(?P<iso>\d{4}-\d\d(?:-\d\d)?)"
    r"|(?P<one>\d{1,2})(?P<sign>[./-]) ?(?P<two>\d{1,2})(?P=sign) ?"
    r"(?P<year>(?:1[5-9]|20)\d\d))(?![\d-])"
)
_MONEY = {"€": "euro", "$": "dollar", "£": "gbp"}
_UNIT_WORD = re.compile(r"(?:[\s\u00a0-]{1,2}|(?<=['’]))([^\W\d_]++)(?!['’]\w)")
_COUNTER = re.compile(r"\s?([\u30a1-\u30fa\u30fc]{2,8}|[\u4e00-\u9fff])")
_LINK = re.compile(r"\s(?:de|di|d['’])(?=\W|(?<=['’]))")  # "3 millones de euros"


def read_local_quantities(plain: str, language: str) -> list[Quantity] | None:
    """Return the quantities of a text in order, or None where CLDR does not know the language."""
    locale = locale_of(language)
    if locale is None:
        return None
    found = [*_numeric_dates(plain, locale), *_named_dates(plain, locale)]
    taken = sorted(found, key=lambda q: q.start)
    found = [q for i, q in enumerate(taken) if not i or q.start >= taken[i - 1].end]
    taken = found.copy()
    for m in _number_pattern(language).finditer(plain):
        if not overlaps(taken, m.start(), m.end()):
            found.append(_number(m, plain, language, locale))
    return sorted(found, key=lambda q: q.start)


def _numeric_dates(plain: str, locale: Locale) -> list[Quantity]:
    out = []
    for m in _NUMERIC_DATE.finditer(plain):
        if said := m["iso"]:
            parts = [*map(int, said.split("-")), 1]
            iso = said if is_date(*parts[:3]) else ""
        else:
            iso = read_numeric_date(m["one"], m["two"], m["year"], m["sign"], locale.day_first)
        if iso:
            out.append(Quantity("date", (), iso, (), m[0], m.start(), m.end()))
    return out


def _named_dates(plain: str, locale: Locale) -> list[Quantity]:
    out = []
    for m in locale.dates.finditer(plain):
        said = {name.rstrip("0123456789"): text for name, text in m.groupdict().items() if text}
        month = int(said["m"]) if "m" in said else _month(said.get("name", ""), locale)
        year, day = int(said["y"]), int(said.get("d", "0"))
        if is_date(year, month or 1, day or 1):
            iso = f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
            out.append(Quantity("date", (), iso, (), m[0], m.start(), m.end()))
    return out


def _month(name: str, locale: Locale) -> int:
    digits = re.sub(r"\D", "", name)
    return int(digits) if digits else locale.months.get(name.lower(), 0)


@cache
def _number_pattern(language: str) -> re.Pattern[str]:
    locale = locale_of(language)
    scales = _alternatives(locale.scales if locale else ())
    percents = _alternatives(locale.percents if locale else ())
    close = language in _WITHOUT_BLANKS
    number = ANY if close or language == "ko" else WITH_BLANKS
    before = r"(?<![A-Za-z0-9_.,])" if close else r"(?<![\w.,])"
    after = "" if close else r"(?!\w)"
    end = r"(?![A-Za-z0-9_]|[.,]\d)" if close or language == "ko" else r"(?!\w|[.,]\d)"
    return re.compile(
        rf"(?:(?P<money>[$€£]\s?)|{before})(?<![A-Za-z]-)(?<!\d )(?P<number>{number})"
        rf"(?:[\s\u00a0]?(?P<scale>{scales})\.?{after})?"
        rf"(?:[\s\u00a0]?(?:(?P<percent>[%٪％]|(?:{percents}){after})|(?P<sign>[$€£])))?{end}",
        re.IGNORECASE,
    )


def _alternatives(words: object) -> str:
    known = sorted(words, key=len, reverse=True) if isinstance(words, (dict, tuple)) else ()
    return "|".join(map(re.escape, known)) or r"(?!)"


def _number(m: re.Match[str], plain: str, language: str, locale: Locale) -> Quantity:
    factor = locale.scales.get((m["scale"] or "").lower(), 1.0)
    values = tuple(value * factor for value in read_number(m["number"], locale.decimal))
    kind: Kind = "money" if m["money"] else "percent" if m["percent"] else "number"
    unit: tuple[str, ...] = ()
    if m["sign"]:
        unit = (_MONEY[m["sign"]],)
    elif kind != "percent":
        link = _LINK.match(plain, m.end()) if m["scale"] else None
        unit = _unit(plain, link.end() if link else m.end(), language, locale)
    return Quantity(kind, values, "", unit, m[0].strip(), m.start(), m.end())


def _unit(plain: str, at: int, language: str, locale: Locale) -> tuple[str, ...]:
    if language in _WITHOUT_BLANKS:
        found = _COUNTER.match(plain, at)
        return (locale.units.get(found[1], found[1]),) if found else ()
    words: list[str] = []
    small = _small_words(language)
    while len(words) < 3 and (m := _UNIT_WORD.match(plain, at)) and m[1].lower() not in small:
        words.append(locale.units.get(m[1].lower(), m[1].lower()))
        at = m.end()
    return tuple(words)


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(FREQUENT_WORDS.get(language, "").split())
