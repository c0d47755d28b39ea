"""Find definitions that differ only in order and function words, and list them once.

The one that stays carries the marks of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.librarian.extractive.pages.entries import PageEntry
from pipeline.librarian.extractive.pages.headings import DEFINITION
from pipeline.librarian.extractive.pages.tldr import opening_score
from pipeline.librarian.extractive.words.tokens import tokenize
from pipeline.librarian.extractive.words.word_lists import FUNCTION_WORDS, word_set

SHARE_OF_REPEAT = 0.6  # of the words of a statement
_NEGATIONS = word_set("not no never none without cannot")


def say_the_same(one: str, other: str) -> bool:
    """Tell whether two statements share all their stems, numbers and negations.

    They must share all of them, because the marks of both will stand on one sentence, and a mark
    may stand only on what its source says in full.
    """
    mine = _content_words(one)
    return (
        bool(mine)
        and mine == _content_words(other)
        and _numbers_and_negations(one) == _numbers_and_negations(other)
    )


def repeats(
    text: str,
    other: str,
    names: frozenset[str] = frozenset(),
    share: float = SHARE_OF_REPEAT,
) -> bool:
    """Tell whether a statement says little that another does not, by its words.

    `names` are the keys of the words that both have because they are about one thing, and `share`
    the part of its words from which on it does.
    """
    words, others = _content_words(text) - names, _content_words(other) - names
    known = _numbers_and_negations(text) <= _numbers_and_negations(other)
    return known and len(words & others) >= share * len(words)


def _content_words(text: str) -> frozenset[str]:
    """Return the keys of the words of a statement that are no small words of English."""
    return frozenset(t.key for t in tokenize(text) if t.key and t.low not in FUNCTION_WORDS)


def _numbers_and_negations(text: str) -> frozenset[str]:
    negations = {w for w in re.findall(r"[a-z]+", text.lower()) if w in _NEGATIONS}
    return (
        frozenset(re.findall(r"\d+", text))
        | negations
        | ({"not"} if "n’t" in text or "n't" in text else set())
    )


def marks_of(labels: Iterable[str]) -> str:
    """Return labels as marks, one behind the other."""
    return "".join(f"[^{label}]" for label in labels)


def fold_twins(entries: list[PageEntry], names: frozenset[str]) -> list[PageEntry]:
    """Return the entries with alike definitions as one, in the wording that opens a page best."""
    out: list[PageEntry] = []
    for entry in entries:
        at = next(
            (
                i
                for i, e in enumerate(out)
                if _both_define(e, entry, names) and say_the_same(e.text, entry.text)
            ),
            None,
        )
        if at is None:
            out.append(entry)
        else:
            best, other = sorted((out[at], entry), key=lambda e: -opening_score(e, names))
            more = tuple(label for label in other.labels if label not in best.labels)
            out[at] = replace(best, body=best.body + marks_of(more), labels=(*best.labels, *more))
    return out


def _both_define(one: PageEntry, other: PageEntry, names: frozenset[str]) -> bool:
    return one.facet(names) == other.facet(names) == DEFINITION
