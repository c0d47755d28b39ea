"""Texts nearest to a text: BM25 over an inverted index (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).

The weights of a term in a text are computed once. A question is answered from its rarest terms, as many as
a number of entries of the index allow: what a question costs has a bound, however many texts there are. `core/search.py` asks a question
or two of many pages, for which an index would cost more than it saves; here every text asks once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest

K1, B = 0.9, 0.75
TITLE_WEIGHT = 3  # how many times a word counts that stands in a title


class Ranking:
    """An index of texts by number. A text is its terms with how often each counts."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        self._size = len(texts)
        lengths = [sum(text.values()) for text in texts]
        mean = sum(lengths) / max(1, len(texts)) or 1.0
        self._rows: dict[str, list[tuple[int, float]]] = {}
        for number, text in enumerate(texts):
            scale = K1 * (1 - B + B * lengths[number] / mean)
            for term, count in text.items():
                self._rows.setdefault(term, []).append((number, count * (K1 + 1) / (count + scale)))

    def rarity(self, term: str) -> float:
        """Return how much a term tells, its inverse document frequency; 0 where no text holds it."""
        held = len(self._rows.get(term, ()))
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5)) if held else 0.0

    def scores(self, asked: Mapping[str, float], most: int) -> dict[int, float]:
        """Return the score of every text that shares one of the rarer terms of a question; `most` entries are looked at."""
        found: dict[int, float] = {}
        have = found.get
        left = most
        for size, term in sorted((len(self._rows[t]), t) for t in asked if t in self._rows):
            if size > left and found:
                break
            weight = self.rarity(term) * asked[term]
            for number, share in self._rows[term] if size <= left else self._rows[term][:left]:
                found[number] = have(number, 0.0) + weight * share
            left -= size
        return found


def best(scores: Mapping[int, float], k: int) -> list[int]:
    """Return the numbers of the k best scores, best first; of equal ones that which was found first."""
    return nlargest(k, scores, key=scores.__getitem__)


def terms(title: Iterable[str], text: Iterable[str]) -> Counter[str]:
    """Return the terms of a text under a title, as `Ranking` takes it."""
    found = Counter(text)
    for word in title:
        found[word] += TITLE_WEIGHT
    return found
