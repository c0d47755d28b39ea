"""What the words around a value say of it: that it is only a bound ("more than 30"), or about so.

Known are words of English and German, and the signs <, >, ≤, ≥ and ~.
"""

from __future__ import annotations

import re
from typing import Literal

Bound = Literal["", "more than", "at least", "less than", "at most", "about"]
UPWARD, DOWNWARD = ("more than", "at least"), ("less than", "at most")

_LARGE = r"more|greater|higher|larger|bigger|longer|later|older|taller|deeper|heavier|farther"
_SMALL = r"less|fewer|lower|smaller|shorter|earlier|younger|lighter|nearer"
_GROSS = r"mehr|größer|höher|länger|später|älter|schwerer|tiefer"
_KLEIN = r"weniger|kleiner|niedriger|geringer|kürzer|früher|jünger|leichter"
_WORDS: tuple[tuple[Bound, str], ...] = (
    ("at most", rf"(?:no|not) (?:{_LARGE}) than|nicht (?:{_GROSS}) als"),
    ("at least", rf"(?:no|not) (?:{_SMALL}) than|nicht (?:{_KLEIN}) als|nicht unter"),
    ("more than", rf"(?:{_LARGE}) than|over|above|beyond|exceed(?:s|ed|ing)?|in excess of"),
    ("more than", rf"surpass(?:es|ed|ing)?|(?:{_GROSS}) als|über|oberhalb von"),
    ("less than", rf"(?:{_SMALL}) than|under|below|(?:{_KLEIN}) als|unter|unterhalb von"),
    ("at least", r"at least|a minimum of|mindestens|wenigstens|minimal"),
    ("at most", r"at most|up to|as (?:many|much) as|a maximum of|höchstens|maximal|bis zu"),
    (
        "about",
        r"about|around|approximately|approx\.?|roughly|circa|ca\.?|nearly|almost|some|close to"
        r"|an? estimated|ungefähr|etwa|rund|zirka|knapp|fast|beinahe|gut",
    ),
)
_SIGNS: tuple[tuple[Bound, str], ...] = (
    ("at least", ">=|≥|⩾"),
    ("at most", "<=|≤|⩽"),
    ("more than", ">"),
    ("less than", "<"),
    ("about", "[~≈]"),
)
_KINDS: tuple[Bound, ...] = (*(kind for kind, _ in _WORDS), *(kind for kind, _ in _SIGNS))
_BEFORE = re.compile(
    "(?:"
    + "|".join(rf"((?<![\w-])(?:{words})\s)" for _, words in _WORDS)
    + "|"
    + "|".join(f"({signs})" for _, signs in _SIGNS)
    + r")\s*(?:(?:the|an?|einem?|einer) )?(?:US ?)?[$€£]?\s?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[^.;:,()]{0,24}?\s?(?:(\+(?!\w)|\bor (?:more|above|over|greater|higher|longer|older)\b"
    r"|\boder (?:mehr|länger|älter|höher)\b)|(\bor (?:less|fewer|below|under|lower|shorter|younger)"
    r"\b|\boder (?:weniger|kürzer|jünger|niedriger)\b)|(\bor so\b))",
    re.IGNORECASE,
)
# The last word of each bound. Looking one up is faster than the patterns are.
_LAST_WORDS = frozenset(
    word
    for line in (
        "than als unter über over above beyond exceed exceeds exceeded exceeding of surpass",
        "surpasses surpassed surpassing von below under least minimum mindestens wenigstens",
        "minimal most to many much maximum höchstens maximal zu about around approximately",
        "approx approx. roughly circa ca ca. nearly almost some estimated ungefähr etwa rund",
        "zirka knapp fast beinahe gut",
    )
    for word in line.split()
)
_SIGNS_BEFORE = re.compile("[<>=≥≤⩾⩽~≈]")
_HINTS_BEHIND = ("or ", "oder ", "+")
_LONGEST = 32  # characters before a value in which such words stand
_LONGEST_BEHIND = 48
_BEFORE_DATE = re.compile(
    r"\b(?:(before|prior to|earlier than|vor)|(after|later than|nach))\s(?:dem )?$", re.IGNORECASE
)


def read_bound(text: str, start: int, end: int) -> Bound:
    """Return what the words around the value between two places say of it."""
    lead = text[max(0, start - _LONGEST) : start]
    if not _LAST_WORDS.isdisjoint(lead.lower().split()[-4:]) or _SIGNS_BEFORE.search(lead):
        before = _BEFORE.search(lead)
        if before and before.lastindex:
            return _KINDS[before.lastindex - 1]
    tail = text[end : end + _LONGEST_BEHIND]
    behind = _BEHIND.match(tail) if any(map(tail.__contains__, _HINTS_BEHIND)) else None
    if behind and behind.lastindex:
        return ("at least", "at most", "about")[behind.lastindex - 1]
    return ""


def read_bound_in_time(text: str, start: int) -> Bound:
    """Return what the words before the date at a place say of it."""
    found = _BEFORE_DATE.search(text[max(0, start - _LONGEST) : start])
    return "" if found is None else "less than" if found[1] else "more than"
