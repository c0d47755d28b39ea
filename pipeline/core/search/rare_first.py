"""Which words of a query suffice to find its best pages, so that common ones are looked up less.

A common word tells little, and most pages hold it: to score each of these takes most of a query's
time, and few of them come out on top. What a word can give to a score has a bound, as in MaxScore
(Turtle and Flood, "Query evaluation: strategies and optimizations", 1995). Pages without a rare
word score at most the sum of the bounds of the common ones. Where enough pages with a rare word
score more than that, they are the best of all pages, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pipeline.core.search.query import SearchTerm

_K1 = 1.2  # of BM25, as FTS5 has it
_LEAST = 1e-6  # what FTS5 lets a word weigh that stands on more than half of the pages
_HOPE = 0.8  # of the score that the last page of those wanted is likely to have


@dataclass(frozen=True)
class RareFirst:
    """The words of which a page must hold one, and those that only raise its score.

    A page that holds common words alone scores at most `bound`. Without `common` nothing is spared.
    """

    rare: tuple[SearchTerm, ...]
    common: tuple[SearchTerm, ...] = ()
    bound: float = 0.0


def put_rare_first(
    words: Sequence[SearchTerm], held: Mapping[str, int], size: int, most: int
) -> RareFirst:
    """Return the fewest of the words, rarest first, that are likely to find the best pages.

    `most` pages are wanted of `size`. `held` says by their keys on how many of them the words
    stand; one that is not there counts as rare. Whether it was right shows in the last score.
    """
    ordered = sorted(words, key=lambda word: held.get(word.key, 0))
    weights = [_weight(held.get(word.key, 0), size) for word in ordered]
    found = 0
    for at, word in enumerate(ordered[:-1], 1):
        found += held.get(word.key, 0)
        bound = (_K1 + 1) * sum(weights[at:])
        # A word that stands once on a page of middling length gives just its weight.
        if found >= most and bound < _HOPE * weights[at - 1]:
            return RareFirst(tuple(ordered[:at]), tuple(ordered[at:]), bound)
    return RareFirst(tuple(ordered))


def _weight(held: int, size: int) -> float:
    """Return how much a word weighs in FTS5."""
    return max(_LEAST, log((max(size - held, 0) + 0.5) / (held + 0.5)))
