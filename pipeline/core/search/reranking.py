"""Look again at the texts that a ranking found, by parts of words and by pairs of words.

Parts of four and of five letters agree where stems do not ("hypermethylated", "methylation"); two
words in a row tell more than each of them alone. Both cost too much for all texts, so only the
nearest few that `core/search/bm25.py` found are looked at. The score is a weighted sum of BM25 over
each kind of part, each scaled such that its best text gets 1 (the weights are in `Closeness`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.core.search.bm25 import K1, TITLE_WEIGHT, B

_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
_MOST_VECTORS = 2_000  # texts whose weighted parts are kept in memory
Words = Callable[[str], Sequence[str]]
Vector = Mapping[str, float]


class Closeness:
    """Texts by number, each as (title, text), that are compared by parts of their words.

    `words` returns the telling words of a text, in order.
    """

    def __init__(self, texts: Sequence[tuple[str, str]], words: Words) -> None:
        def pairs(text: str) -> list[str]:
            found = words(text)
            return [f"{one} {two}" for one, two in pairwise(found)]

        self._channels = [
            (1.0, _Channel(texts, lambda text: _parts(text, 4))),
            (0.5, _Channel(texts, lambda text: _parts(text, 5))),
            (0.2, _Channel(texts, pairs)),
        ]

    def scores(self, asked: str, near: Mapping[int, float]) -> dict[int, float]:
        """Return new scores for the texts in `near`, which holds their scores in the first ranking.

        The first ranking is one of the summands.
        """
        found = dict.fromkeys(near, 0.0)
        for share, told in (
            (1.0, near),
            *((w, channel.scores(asked, near)) for w, channel in self._channels),
        ):
            most = max(told.values(), default=0.0)
            for number, score in told.items() if most else ():
                found[number] += share * score / most
        return found


class _Channel:
    """BM25 over one kind of part; a text's parts are counted when it is first looked at."""

    def __init__(
        self, texts: Sequence[tuple[str, str]], parts: Callable[[str], Sequence[str]]
    ) -> None:
        self._texts, self._parts = texts, parts
        self._vectors: dict[int, Vector] = {}

    @cached_property
    def _held(self) -> tuple[Counter[str], float]:
        """In how many texts each part stands, and the mean length of a text."""
        held: Counter[str] = Counter()
        total = 0.0
        for number in range(len(self._texts)):
            counted = self._counted(number)
            held.update(counted.keys())
            total += sum(counted.values())
        return held, total / max(1, len(self._texts)) or 1.0

    def _counted(self, number: int) -> Counter[str]:
        title, text = self._texts[number]
        counted = Counter(self._parts(text))
        for part in self._parts(title):
            counted[part] += TITLE_WEIGHT
        return counted

    def _vector(self, number: int) -> Vector:
        if number not in self._vectors:
            if len(self._vectors) >= _MOST_VECTORS:
                self._vectors.clear()
            counted = self._counted(number)
            scale = K1 * (1 - B + B * sum(counted.values()) / self._held[1])
            self._vectors[number] = {
                part: n * (K1 + 1) / (n + scale) for part, n in counted.items()
            }
        return self._vectors[number]

    def scores(self, asked: str, near: Collection[int]) -> dict[int, float]:
        """Return the score of each of these texts."""
        weights = dict(self._weights(asked))
        return {number: _product(weights, self._vector(number)) for number in near}

    def _weights(self, asked: str) -> Iterator[tuple[str, float]]:
        held, size = self._held[0], len(self._texts)
        for part in self._parts(asked):
            if part in held:
                yield part, math.log(1 + (size - held[part] + 0.5) / (held[part] + 0.5))


def _product(weights: Vector, vector: Vector) -> float:
    return sum(weight * vector[part] for part, weight in weights.items() if part in vector)


def _parts(text: str, size: int) -> list[str]:
    return [part for word in _WORD.findall(text) for part in _of_word(word.lower(), size)]


@lru_cache(maxsize=50_000)
def _of_word(word: str, size: int) -> tuple[str, ...]:
    whole = f"_{word}_"
    return tuple(whole[i : i + size] for i in range(max(1, len(whole) - size + 1)))
