"""Check the form of a verdict: what it must hold for its kind, whoever gave it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from pipeline.core.claims.judgement import REPORTED_KINDS, Pair, Statement, Verdict
from pipeline.core.text import normalise, shorten

LONGEST_REASON = 600  # characters
LONGEST_PHRASE = 200
LONGEST_DECIDING_WORDS = 1_000
_NUMBER = re.compile(r"\d+")
_OTHER_SIDE: dict[str, Literal["a", "b", ""]] = {"a": "b", "b": "a", "": ""}


def problems_of_verdict(pair: Pair, verdict: Verdict) -> list[str]:
    """Return what is wrong with a verdict on a pair, as sentences for the judge who gave it.

    A verdict that is reported needs the deciding words of both sides, verbatim; a superseding one
    the side that holds now; one of scope the case for which each side holds; and all of them a
    reason. Numbers in `since` must stand on one of the sides.
    """
    found = [
        *_side(verdict),
        *_words("words_a", verdict.words_a, pair.a),
        *_words("words_b", verdict.words_b, pair.b),
    ]
    if verdict.kind in REPORTED_KINDS and not (verdict.words_a and verdict.words_b):
        found.append(f"`{verdict.kind}` needs the deciding words of both sides")
    if verdict.kind == "scope" and not (verdict.scope_a and verdict.scope_b):
        found.append("`scope` needs scope_a and scope_b: the case for which each side holds")
    if not verdict.why:
        found.append("`why` is empty")
    if invented := _numbers([verdict.since]) - _numbers([*_shown(pair.a), *_shown(pair.b)]):
        found.append(f"`since`: {', '.join(sorted(invented)[:5])} stands on neither side")
    return found


def _side(verdict: Verdict) -> list[str]:
    if verdict.kind == "supersedes" and not verdict.current:
        return ['`supersedes` needs `current`, "a" or "b": the side that holds now']
    if verdict.current and verdict.kind not in ("supersedes", "proposed"):
        return [f'`current` is "" for the kind `{verdict.kind}`']
    return []


def _words(name: str, words: str, side: Statement) -> list[str]:
    texts = (normalise(text) for text in (side.text, *side.quotes))
    if not words or (len(words) <= LONGEST_DECIDING_WORDS and any(words in text for text in texts)):
        return []
    return [
        f"{name}: “{shorten(words, 80)}” does not stand in the statement or a quote of that side,"
        " word for word"
    ]


def _shown(side: Statement) -> tuple[str, ...]:
    return (side.text, *side.quotes, *side.published, *side.effective, *side.sources)


def _numbers(texts: Iterable[str]) -> set[str]:
    return {n.lstrip("0") for text in texts for n in _NUMBER.findall(text)}


def tidy_verdict(verdict: Verdict) -> Verdict:
    """Return a verdict with each text on one line, without hidden characters, and not too long.

    The deciding words are never cut, because they must stand in the statement verbatim.
    """
    return replace(
        verdict,
        since=shorten(normalise(verdict.since), LONGEST_PHRASE),
        why=shorten(normalise(verdict.why), LONGEST_REASON),
        words_a=normalise(verdict.words_a),
        words_b=normalise(verdict.words_b),
        scope_a=shorten(normalise(verdict.scope_a), LONGEST_PHRASE),
        scope_b=shorten(normalise(verdict.scope_b), LONGEST_PHRASE),
    )


def exchange_sides(verdict: Verdict) -> Verdict:
    """Return the verdict on the same pair with its sides exchanged."""
    return replace(
        verdict,
        current=_OTHER_SIDE[verdict.current],
        words_a=verdict.words_b,
        words_b=verdict.words_a,
        scope_a=verdict.scope_b,
        scope_b=verdict.scope_a,
    )
