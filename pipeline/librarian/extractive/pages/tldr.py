"""Choose the TLDR of a page: the one to three statements that say best what the thing is now."""

from __future__ import annotations

import math
import re

from pipeline.librarian.extractive.names.main_clause import GLOSSED, seems_english
from pipeline.librarian.extractive.names.page_gate import merit_of
from pipeline.librarian.extractive.names.sentence_subject import tell_of
from pipeline.librarian.extractive.names.subject_scores import score_subjects
from pipeline.librarian.extractive.names.telling import Telling
from pipeline.librarian.extractive.names.terms import defines
from pipeline.librarian.extractive.pages.entries import PageEntry
from pipeline.librarian.extractive.pages.headings import (
    CAVEATS,
    DEFINITION,
    HISTORY,
    MECHANISM,
    NOT_IN_FORCE,
    VALUES,
)
from pipeline.librarian.extractive.source.places import leans_on_place
from pipeline.librarian.extractive.source.stating_sentences import needs_context
from pipeline.librarian.extractive.words.sentence_openings import ORDER_VERBS, SELF_REFERENCE
from pipeline.librarian.extractive.words.tokens import name_key

SECOND_SENTENCE_SCORE = 5.0
_DEFINITION_SCORE = 5.0
_NAMES_A_PLACE = re.compile(r" (?:is|are|was|were) the (?:first|last|next|only|second|third)\b")
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_LAST = -99  # the step of what leads only where nothing else can
_STEP = 1.0  # of the logarithm of the odds: what differs by less is equally good
_LEANING_WORDS = re.compile(
    r"(?:If|When|For|In|While|Although|Note|By|To|At|This|Performing|Because|Since|Regarding)\b"
)
_SCORE_BY_TELLING = {
    Telling.NOTHING: -6.0,
    Telling.RELATES: -5.0,
    Telling.TOUCHES: -3.0,
    Telling.TREATS: 0.0,
    Telling.DESCRIBES: 4.0,
    Telling.DEFINES: 7.0,
}
_SCORE_BY_FACET = {VALUES: 1.0, HISTORY: -1.0, CAVEATS: -2.0, MECHANISM: -0.5, NOT_IN_FORCE: -4.0}


def choose_opening(
    entries: list[PageEntry], names: frozenset[str], present: frozenset[str]
) -> list[PageEntry]:
    """Return the entries that open a page, one to three.

    `names` are the keys of the page's names, and `present` the labels of values that hold now,
    which are preferred.
    """
    entries = [e for e in entries if not leans_on_place(e.text)] or entries
    ranked = sorted(entries, key=lambda e: -opening_score(e, names, present))
    most = 1 if len(entries) < 4 else 2
    whole = [
        e
        for e in ranked
        if e.voice.in_force and opens_with_definition(e.text, names) and not _is_terse(e)
    ]
    top = whole[:1] or ranked[:1]
    for entry in (e for e in ranked if e not in top):
        current = bool(set(entry.labels) & present)
        if (
            (
                (
                    len(top) < most
                    and opening_score(entry, names, present) >= SECOND_SENTENCE_SCORE
                    and tell_of(entry.text, names, seems_english(entry.text)).telling
                    >= Telling.TREATS
                )
                or current
            )
            and not _repeats_another(entry, top, names)
            and len(top) < 3
        ):
            top.append(entry)
    return sorted(top, key=lambda e: (not opens_with_definition(e.text, names), _is_terse(e)))


def _is_terse(entry: PageEntry) -> bool:
    """Tell whether a statement is a table row or an order.

    Such a statement opens a page only where nothing better does.
    """
    return ": " in entry.text[:60] or entry.text.split(" ", 1)[0].lower() in ORDER_VERBS


def opening_score(
    entry: PageEntry, names: frozenset[str], present: frozenset[str] = frozenset()
) -> float:
    """Score how well a statement opens a page about the thing with these names; more is better."""
    text = entry.text
    score = score_subjects(text, "", dict.fromkeys(names, "x")).get("x", 0.0)
    told = tell_of(text, names, seems_english(text)).telling
    found = float(entry.importance) + 1.5 * score + _SCORE_BY_TELLING[told]
    found += _DEFINITION_SCORE if opens_with_definition(text, names) else 0.0
    found += 3.0 if set(entry.labels) & present else 0.0
    found += _SCORE_BY_FACET.get(entry.facet(names), 0.0)
    found -= (
        2.0
        if (_LEANING_WORDS.match(text) and not SELF_REFERENCE.match(text))
        or ": " in text[:60]
        or needs_context(text)
        else 0.0
    )
    found -= 1.0 if text.split(" ", 1)[0].lower() in ORDER_VERBS else 0.0
    found -= 1.5 if text.endswith("…") or re.search(r"\b(?:I|we|our)\b", text) else 0.0
    return found - (2.0 if len(text) > 320 else 0.0) - (1.0 if len(text) > 220 else 0.0)


def rank_as_leader(entry: PageEntry, names: frozenset[str]) -> tuple[bool, int]:
    """Return how well a statement leads a page, by its words alone, in steps.

    What only its own source shows (its place, its heading) does not count, because nobody knows it
    of a statement that the wiki already holds. Statements on one step are told apart by the date of
    their source, so that the order in which sources are compiled does not decide what leads.
    """
    if _is_row(entry.text):
        return entry.voice.in_force, _LAST
    english = seems_english(entry.text)
    opens = merit_of(entry.text, names, tell_of(entry.text, names, english), english).opens
    score = math.log(opens / (1 - opens))
    if _NAMES_A_PLACE.search(entry.text) and opens_with_definition(entry.text, names):
        score -= _STEP
    return entry.voice.in_force, round(score / _STEP)


def _is_row(text: str) -> bool:
    """Tell whether a statement is the row of a table: a name, and a value behind a colon."""
    return bool(GLOSSED.match(text)) and any(c.isdigit() for c in text)


def numbers_of_row(text: str) -> set[str]:
    """Return the numbers that the last cell of a table's row gives, if a statement is one."""
    return set(NUMBER.findall(text.rpartition(": ")[2])) if _is_row(text) else set()


def opens_with_definition(text: str, names: frozenset[str]) -> bool:
    """Tell whether a statement opens with one of the names and says what the thing is."""
    words = text.split()
    starts = (
        " ".join(words[i:j]).strip(",:()")
        for i in (0, 1)
        for j in range(i + 1, min(len(words), i + 7) + 1)
    )
    if not any(name_key(start) in names and defines(text, start) for start in starts):
        return False
    english = seems_english(text)
    return not english or tell_of(text, names, english).telling == Telling.DEFINES


def _repeats_another(entry: PageEntry, others: list[PageEntry], names: frozenset[str]) -> bool:
    """Tell whether an entry repeats one that was chosen already, by its words or its kind."""
    words = set(entry.text.lower().split())
    shared = any(len(words & set(o.text.lower().split())) > 0.5 * len(words) for o in others)
    return shared or (
        entry.facet(names) == DEFINITION and any(o.facet(names) == DEFINITION for o in others)
    )
