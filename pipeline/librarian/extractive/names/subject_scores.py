"""Find the names that a statement holds, and score how much it says about each."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.librarian.extractive.names.names import HEAD_NOUNS
from pipeline.librarian.extractive.words.sentence_openings import SELF_REFERENCE
from pipeline.librarian.extractive.words.tokens import Token, ngrams, tokenize
from pipeline.librarian.extractive.words.word_lists import (
    EVERYDAY_WORDS,
    VERBS,
    is_finite,
    word_set,
)

LONGEST_NAME = 7  # words of a name
SUBJECT_SCORE = 2.0  # a statement with this score is about the thing; with less it mentions it
_PREPOSITIONS = word_set(
    "in by with from at on after before under near than as like to into during between"
)


_ROW = re.compile(r"^[`*_\w\s.()-]{1,60}:\s(?=[^:]*\d)|^`[^`]+`:\s")


@dataclass(frozen=True)
class NameMention:
    """One place where a name stands in a text; `what` is whatever the name stands for."""

    what: str
    start: int
    end: int
    first: int  # index of its first word
    last: int


class NameTable(dict[str, str]):
    """Names by key, with the set of first words of all keys.

    Most words of a text begin no key, so the set spares most look-ups.
    """

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The first word of every key."""
        return frozenset(key.split(" ", 1)[0].rstrip("'") for key in self)


def find_mentions(found: list[Token], names: Mapping[str, str]) -> list[NameMention]:
    """Return the names in a text in order, the longest one at each place."""
    out: list[NameMention] = []
    free = 0
    firsts = names.firsts if isinstance(names, NameTable) else NameTable(names).firsts
    for i, j, key in ngrams(found, LONGEST_NAME, firsts):
        if i >= free and key in names:
            out.append(NameMention(names[key], found[i].start, found[j - 1].end, i, j))
            free = j
    return out


def score_subjects(
    text: str, heading: str, names: Mapping[str, str], titled: Container[str] = ()
) -> dict[str, float]:
    """Score how much a statement says about each thing it names.

    The score is 3 for its subject, 2 for what is nearly its subject, and 1 for what it mentions. A
    thing that is named in the heading above the statement or in the source's title (`titled`) gets
    one more.
    """
    found = tokenize(text)
    scores: dict[str, float] = {}
    headed = {m.what for m in find_mentions(tokenize(heading), names)}
    held = find_mentions(found, names)
    crowd = len({m.what for m in held})
    for mention in held:
        score = _score_at_place(text, found, mention, crowd)
        score += 1.0 if mention.what in headed or mention.what in titled else 0.0
        scores[mention.what] = max(scores.get(mention.what, 0.0), score)
    return scores


def _score_at_place(text: str, found: list[Token], mention: NameMention, crowd: int) -> float:
    sentence = found[mention.first].sentence
    start = next(i for i, t in enumerate(found) if t.sentence == sentence)
    late = 0.5 if sentence else 0.0
    before = found[start : mention.first]
    if (
        re.match(r"[`*_\w\s.()-]{1,60}:\s", text)
        and mention.start < text.index(":")
        and not sentence
    ):
        return 3.0
    if _ROW.match(text) and not re.search(r"[.!?] [A-Z`]", text):
        return 1.0
    if _is_attribute(found, mention):
        return 1.0
    if _only_modifies(found, mention):
        return 0.5
    if not before:
        return 3.0 - late
    if (
        before[0].low == "this"
        and len(before) > 1
        and SELF_REFERENCE.match(text[before[0].start :])
    ):
        before = before[2:]
        if not _has_left_object(before):
            return 3.0 if crowd < 5 else 2.0
    if before[0].low in VERBS and not before[0].capital:
        return 1.0
    if before[0].low in VERBS and before[0].first and not _has_left_object(before[1:]):
        return 3.0 - late if crowd < 5 else 2.0
    if any(is_finite(t.low) for t in before) and before[0].low not in ("if", "when", "whenever"):
        return 1.0
    previous = (
        before[-1].low
        if len(before) == 1 or before[-1].low not in ("the", "a", "an")
        else before[-2].low
    )
    if previous in _PREPOSITIONS:
        return 1.5 - late
    return (2.0 if previous == "of" and len(before) > 3 else 3.0 if len(before) < 8 else 2.0) - late


def _is_attribute(found: list[Token], mention: NameMention) -> bool:
    """Tell whether a name is what is said of another thing: "the gas cost of `X`" is about X."""
    rest = found[mention.last : mention.last + 3]
    belongs = len(rest) > 1 and rest[0].low in ("of", "for") and found[mention.first].text.islower()
    return belongs and any(t.identifier for t in rest[1:])


def _only_modifies(found: list[Token], mention: NameMention) -> bool:
    """Tell whether a name only says of what kind another thing is, as in "a NASA spacecraft"."""
    if (
        mention.last >= len(found)
        or found[mention.last].broken
        or not found[mention.last - 1].capital
    ):
        return False
    after, last = found[mention.last], found[mention.last - 1]
    article = mention.first > 0 and found[mention.first - 1].low in ("a", "an")
    if after.low in HEAD_NOUNS:
        return article
    return after.low in EVERYDAY_WORDS and after.text.islower() and (article or not last.identifier)


def _has_left_object(before: list[Token]) -> bool:
    """Tell whether the object of an order ("Increase the cost of X to …") is already over."""
    return any(
        t.low in ("to", "from", "by", "with", "when", "if", "because", "so", "that", "which")
        for t in before
    )
