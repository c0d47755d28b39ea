"""Look for facts of the test that stand in training too, whatever the clusters were made by.

This looks at the finished examples and not at how they were split: a claim or a quote in both, or a
quote that says the same in other words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.core.training.clusters import SaidWords
from pipeline.core.training.example import TrainingExample

_MOST_HOLDERS = 2_000  # quotes with a word: one that more have tells nothing
_FEWEST_SHARED = 2  # words: fewer, and two quotes are not compared


@dataclass(frozen=True)
class TrainingLeak:
    """A quote or a question that is held back, and what of it stands in training."""

    held_back: str
    trained: str
    why: str


def find_leaks(examples: Iterable[TrainingExample], language: str = "en") -> list[TrainingLeak]:
    """Return what stands in training and in a split that is held back, each pair once."""
    trained: list[TrainingExample] = []
    held: list[TrainingExample] = []
    for one in examples:
        (trained if one.split == "train" else held).append(one)
    found = (*_same_claims(trained, held), *_same_words(trained, held, language))
    return [*dict.fromkeys(found)]


def _same_claims(
    trained: Iterable[TrainingExample], held: Iterable[TrainingExample]
) -> Iterator[TrainingLeak]:
    claims = {label for one in trained for label in one.claims}
    refused = {one.fact for one in trained if one.kind == "refusal"}
    for one in held:
        for label in one.claims:
            if label in claims:
                yield TrainingLeak(label, label, "the claim is in both")
        if one.kind == "refusal" and one.fact in refused:
            yield TrainingLeak(one.fact, one.fact, "the question is in both")


def _same_words(
    trained: Iterable[TrainingExample], held: Iterable[TrainingExample], language: str
) -> Iterator[TrainingLeak]:
    theirs = {part.quote: SaidWords(part.quote, language) for one in trained for part in one.basis}
    holders: dict[str, list[str]] = {}
    for quote, said in theirs.items():
        for word in said.words:
            holders.setdefault(word, []).append(quote)
    for quote in dict.fromkeys(part.quote for one in held for part in one.basis):
        said = SaidWords(quote, language)
        if quote in theirs:
            yield TrainingLeak(quote, quote, "the quote is in both")
        shared = Counter(
            other
            for word in said.words
            if len(holders.get(word, ())) <= _MOST_HOLDERS
            for other in holders.get(word, ())
        )
        near = sorted(x for x, count in shared.items() if count >= _FEWEST_SHARED and x != quote)
        for other in near:
            if said.says_the_same(theirs[other]):
                yield TrainingLeak(quote, other, "it says the same in other words")
