"""Tell from its words whether a statement speaks of the past, of what is now, or of a plan."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.core.claims.judgement import Statement

_HISTORY_HEADING = re.compile(
    r"\b(?:history|historical(?:ly)?|how it (?:has"
    r" )?changed|changelog|timeline|evolution|earlier|former|past|origins?|"
    r"previous(?:ly)?|superseded|before|wie es sich geändert hat|évolution|cómo ha cambiado)\b",
    re.IGNORECASE,
)
# Verbs of a change of a value or a name. Each user (below, and the headings of pages) adds the
# words that only its own question needs.
CHANGE_VERBS = "raised|increased|lowered|reduced|decreased|changed|repriced|replaced|renamed"
_CHANGE_PHRASE = (
    r"(?<!is )(?<!are )(?<!be )(?<!being"
    rf" )(?:{CHANGE_VERBS}|doubled|tripled|moved|adjusted|fell|rose|dropped|grew|went|superseded|"
    r"brought)"
)
_PAST_WORDS = re.compile(
    rf"\b(?:was|were|had|used to|until|formerly|previously|originally|initially|at (?:the|that)"
    rf" time|at release|at launch|"
    r"back then|by then|no longer|in the past|earlier|before)\b|\b(?:has|have)"
    rf" since\b|\b{_CHANGE_PHRASE}\b[^.;]*\bto\b",
    re.IGNORECASE,
)
_OPENING_DATE = re.compile(
    r"^(?:In|By|On|As of|Since|Until|Before|After) (?:[A-Z][a-z]+ )?(?:\d{1,2},?"
    r" )?(?:1[5-9]|20)\d\d\b"
)
_PRESENT_WORDS = re.compile(
    r"\b(?:currently|at present|today|as of now|to date|now)\b", re.IGNORECASE
)
_PLAN_WORDS = re.compile(
    r"\b(?:should|ought to|to be|(?:is|are)"
    r" (?:proposed|planned|recommended|suggested|expected|intended|meant) (?:to|for|that)|"
    r"(?:propos|recommend|suggest)(?:es|ed|ing)?|would)\b",
    re.IGNORECASE,
)
_SETTLED_WORDS = re.compile(
    r"\bhad it otherwise:|\bno longer held:|^(?:\*\*[^*]+\*\*:?"
    r" )?(?:Until|Earlier)\b[^:]*:|^\([^()]*→[^()]*\)"
)


def is_set_aside(text: str) -> bool:
    """Tell whether people have settled that a statement does not hold.

    It is known by the words that `core/upkeep/settle_contradiction.py` writes.
    """
    return bool(_SETTLED_WORDS.search(text))


def is_history(found: Statement) -> bool:
    """Tell whether a statement tells the past, by its heading or its own words.

    Such a statement stays true whatever came after it.
    """
    return stands_in_history(found) or is_past(found.text)


def stands_in_history(found: Statement) -> bool:
    """Tell whether a statement stands under a heading that says: this is history."""
    return bool(_HISTORY_HEADING.search(found.heading))


@lru_cache(maxsize=10_000)  # asked of a statement for each other that it is held against
def is_past(text: str) -> bool:
    """Tell whether a text speaks of the past: "was 800 until …", "raised it from 200 to 800"."""
    return bool(_PAST_WORDS.search(text))


@lru_cache(maxsize=10_000)
def is_now(text: str) -> bool:
    """Tell whether a text says that it speaks of now, so may not always hold: "is currently 36"."""
    return bool(_PRESENT_WORDS.search(text))


def is_plan(text: str) -> bool:
    """Tell whether a text says what is to be: "should be 60", "is proposed to rise to 60"."""
    return bool(_PLAN_WORDS.search(text))


def is_dated(text: str) -> bool:
    """Tell whether a statement opens with the time it speaks of."""
    return bool(_OPENING_DATE.match(text)) or bool(re.match(r"^\d{4}(?:-\d{2}){0,2}\b", text))
