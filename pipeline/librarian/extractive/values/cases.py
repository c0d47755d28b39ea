"""Tell for which case a statement gives a value, by the phrases behind it: "40 euros for members".

Two values that hold for two cases are no rivals. Which words name a case code cannot know, so what
counts is that both statements have a phrase with one preposition there, and other words in it, or
name opposite sides (left and right, import and export). A phrase that only says since when a value
holds, or who says so, names no case.
"""

from __future__ import annotations

import re

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.quantities import MONTH_NAMES

_CLAUSE_END = re.compile(r"[;:]\s|[.!?](?:\s|$)|,\s(?:and|but|so|while|whereas|where|which)\b")
EVENTS = r"fork|hard ?fork|upgrade|update|release|reform|revision|amendment"
_AN_EVENT = rf"(?:the |its )?(?:[\w-]+ ){{0,4}}(?:{EVENTS})s?\b"
_A_DAY = (
    rf"(?:early |late |mid-)?(?:the )?(?:year |(?:{MONTH_NAMES})\.? |block )?\d[\d,./-]*(?: on)?"
)
_A_DOCUMENT = r"(?:the )?[A-Z][\w-]*\d[\w.-]*"
_NO_CASE = re.compile(
    rf"\b(?:with|since|from|as of|after|before|until|by|in|at|on) (?:{_AN_EVENT}|{_A_DAY})"
    rf"|\b(?:according to|under|per|by|in|of) {_A_DOCUMENT}|\([^()]*\)",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\b(?P<sign>for|on|in|at|among|during|within|under|with|inside|between|when|if|while)\s"
    r"(?P<case>(?:(?!(?:for|on|in|at|of|from|to|by|with|and|or|than)\b)[^\s,;:]+\s?){1,4})",
    re.IGNORECASE,
)

_OPPOSITE_SIDES = tuple(
    frozenset(content_words(words))
    for words in (
        "left right",
        "north south east west",
        "northern southern eastern western",
        "inner outer",
        "front rear",
        "import export",
        "gross net",
        "male female",
        "domestic foreign",
    )
)


def are_for_other_cases(one: str, value: str, other: str, other_value: str) -> bool:
    """Tell whether two statements give their values for two cases, by the phrases behind each."""
    mine, yours = _cases_of(one, value), _cases_of(other, other_value)
    return _are_of_other_sides(_words(one), _words(other)) or any(
        not case & yours[sign] and not case & _words(other) and not yours[sign] & _words(one)
        for sign, case in mine.items()
        if sign in yours
    )


def _are_of_other_sides(mine: frozenset[str], yours: frozenset[str]) -> bool:
    return any(
        mine & sides and yours & sides and not mine & yours & sides for sides in _OPPOSITE_SIDES
    )


def _cases_of(text: str, value: str) -> dict[str, frozenset[str]]:
    """Return the telling words of each phrase from a value to the end of its clause."""
    at = text.find(value)
    tail = _NO_CASE.sub(" ", _CLAUSE_END.split(text[at + len(value) :])[0]) if at >= 0 else ""
    found = {m["sign"].lower(): _words(m["case"]) for m in _PHRASE.finditer(tail)}
    return {sign: words for sign, words in found.items() if words}


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in content_words(text) if not w[0].isdigit())
