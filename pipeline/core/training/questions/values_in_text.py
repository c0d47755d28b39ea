"""Values as a sentence writes them: with their units, and only where they are whole."""

from __future__ import annotations

import re

from pipeline.core.language.measures import Measure, measures


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WITH_UNITS = ("number", "money", "percent")
# A value behind which a sum goes on is none.
_SUM = re.compile(r"^ ?[-+*/^=<>]")
_UNIT = re.compile(r"^ ?(?P<unit>(?:[^\W\d_]|[°%])+)(?:/[^\W\d_]+\b)?")
# Words that are units wherever they stand behind a number; English ones are known by their measure.
_UNIT_WORDS = _words(
    "meter metern kilometer kilometern zentimeter millimeter liter litern kilogramm gramm tonne"
    " tonnen stunde stunden minute minuten sekunde sekunden tag tage tagen woche wochen monat"
    " monate monaten jahr jahre jahren euro grad prozent"
    " mètre mètres kilomètre kilomètres centimètres millimètres litre litres kilogrammes"
    " grammes tonnes heure heures minutes secondes jour jours semaine semaines mois an ans"
    " année années euros degrés"
)
# Short words behind a number that are no units, of every language that is asked in.
_NO_UNITS = _words(
    "a an and are as at but by can for had has in is it its may not now of off on one or out"
    " per so the to two up was who why all our own his her yet"
    " ab als am auf aus bei bis da der die das den dem des du er es für ich im in ist ob pro"
    " sie so um und von vor war was wer wie wir zu zum zur nun mit"
    " à au aux ce ces de des du elle en est et il je la le les ne ni ou par pas pour que qui sa"
    " se si son sur un une"
)


def value_at(rest: str) -> str:
    """Return the value with which a text begins, with its unit; "" where it begins otherwise."""
    first = next(iter(measures(rest)), None)
    if first is None or first.start != 0 or _SUM.match(rest[first.end :]):
        return ""
    return with_unit(rest, first)


def with_unit(text: str, one: Measure) -> str:
    """Return a value as written, with the unit or the counted word right behind it."""
    behind = _UNIT.match(text[one.end :]) if one.kind in _WITH_UNITS else None
    if behind is None or text[one.end - 1].isalpha():
        return one.text
    unit = behind["unit"]
    is_converted = bool(one.unit and one.face and one.face != one.values)  # days to seconds
    is_unit = unit.lower() not in _NO_UNITS and (
        is_converted
        or len(unit) <= 3
        or unit.lower() in _UNIT_WORDS
        or bool(one.unit and unit.lower().startswith(one.unit[:4].lower()))
    )
    return text[one.start : one.end + behind.end()] if is_unit else one.text
