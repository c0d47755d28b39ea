"""Read off a title, and off what is said of its thing, whether a reader would look it up."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence

from pipeline.librarian.extractive.names.main_clause import first_clause
from pipeline.librarian.extractive.names.sentence_subject import find_places
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.words.english import is_known_word, usual_tag, zipf_frequency
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS
from pipeline.librarian.extractive.words.tokens import is_acronym, is_identifier
from pipeline.librarian.extractive.words.word_lists import (
    ADJECTIVES,
    GENERIC_NOUNS,
    VERBS,
    WEAK_HEADS,
    word_set,
)

_ROLES = word_set(
    "user users client server developer author team member person people implementer implementor"
    " maintainer owner admin operator validator customer reader host company group nutzer benutzer"
    " anwender entwickler"
)
_ACTION = re.compile(r"(?:tion|ment|ance|ence|ing|al|sion|ung|ieren|keit|heit)$")
_QUALITY = re.compile(r"(?:ity|ness|ency|ancy)$")
_SUPERLATIVE_ELSEWHERE = re.compile(r"\w{2,}ste[nrms]?")
_FIRST = re.compile(
    r"(?:first|second|third|new|old|final|last|next|other|current|real|whole|main|significant"
    r"|essential|supported|erste|zweite|dritte|neue|letzte|andere|aktuelle)\b",
    re.IGNORECASE,
)


def read_title_signs(
    title: str,
    names: Container[str],
    said: Sequence[tuple[str, Told]],
    titled: bool,
    headed: bool,
    english: bool,
) -> dict[str, float]:
    """Return the signs of a title; one that is nought is left out.

    `said` are the statements that name the thing, each with what it tells of it. `titled` means
    that the title of the source names the thing, and `headed` that a heading is its name alone.
    """
    words = title.split(" ")
    first, last = words[0].lower(), words[-1].lower()
    alone = len(words) == 1
    about = sum(t.telling >= Telling.TREATS for _, t in said)
    certain, inside, small, places = _count_mentions(names, said, english)
    commonest = zipf_frequency(last) if english else 0.0
    tag = usual_tag(last) if english else ""
    signs = {
        "title_alone": alone,
        "title_long": max(len(words) - 2, 0),
        "title_acronym": is_acronym(title),
        "title_code": is_identifier(title) or any(c in title for c in "_./()"),
        "title_inner": any(c.isupper() for c in title[1:]) and not is_acronym(title),
        "title_proper": all(w[:1].isupper() for w in words) and not title.isupper(),
        "title_plain": alone and title[1:].islower() and english and is_known_word(title.lower()),
        "title_common": max(commonest - 4, 0) * alone,
        "title_common_head": max(commonest - 4, 0) * (not alone),
        "title_weak": last in WEAK_HEADS | GENERIC_NOUNS,
        "title_role": last in _ROLES,
        "title_action": bool(_ACTION.search(last)),
        "title_quality": bool(_QUALITY.search(last)),
        "title_gerund": english and first.endswith("ing") and usual_tag(first) in ("VBG", ""),
        "title_verb": english and (first in VERBS or usual_tag(first) in ("VB", "VBP", "VBZ")),
        "title_verb_last": english and tag in ("VB", "VBP", "VBZ", "VBD", "VBN", "JJ", "RB"),
        "title_adjective": english
        and not alone
        and (first in ADJECTIVES or usual_tag(first) in ("JJ", "VBN", "VBD")),
        "title_ordinal": bool(_FIRST.match(title)),
        "title_digit": any(c.isdigit() for c in title),
        "title_sign": any(c in title for c in '"“„'),
        "titled": titled,
        "headed": headed,
        "named": math.log2(1 + len(said)),
        "about": math.log2(1 + about),
        "defined": any(t.telling == Telling.DEFINES for _, t in said),
        "definitions": min(max(sum(t.telling == Telling.DEFINES for _, t in said) - 1, 0), 3),
        "described": sum(t.telling >= Telling.DESCRIBES for _, t in said) > 1,
        "share_certain": certain / places,
        "share_inside": inside / places,
        "share_small": small / places,
        "title_elsewhere": not english,
        "title_elsewhere_alone": not english and alone,
        "title_elsewhere_small": not english and not alone and not title.istitle(),
    }
    return {name: float(value) for name, value in signs.items() if value}


def is_phrase_elsewhere(title: str, said: Sequence[tuple[str, Told]]) -> bool:
    """Tell whether a title of another language than English only picks one out: "Älteste Datei".

    In German, whose nouns have capitals, a superlative behind an article does so.
    """
    first, _, rest = title.partition(" ")
    if not rest or not _SUPERLATIVE_ELSEWHERE.fullmatch(first.lower()):
        return False
    small = re.compile(rf"\b(?:der|die|das|den|dem|des|jeweils) {re.escape(first.lower())}", re.I)
    return any(small.search(text) for text, _ in said)


def _count_mentions(
    names: Container[str], said: Sequence[tuple[str, Told]], english: bool
) -> tuple[int, int, int, int]:
    """Count mentions behind "the", those within a longer name or phrase, those in small letters.

    The last number is of all mentions, and at least one.
    """
    certain = inside = small = places = 0
    for text, _ in said:
        clause = first_clause(text)
        found, tags = clause.found, clause.tags
        for i, j in find_places(clause, names):
            places += 1
            certain += i > 0 and found[i - 1].low in ("the", "der", "die", "das", "den", "dem")
            small += all(t.text.islower() for t in found[i:j])
            before = i > 0 and not found[i].broken
            after = j < len(found) and not found[j].broken
            if english:
                inside += (before and tags[i - 1] in NOUNS | MODIFIERS) or (
                    after and tags[j] in NOUNS and not clause.is_finite(j)
                )
            else:
                inside += before and found[i - 1].capital and not found[i - 1].first
    return certain, inside, small, max(places, 1)
