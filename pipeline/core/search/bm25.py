"""Rank texts by how near they are to another text: BM25 over an inverted index.

The method is that of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009. A text scores for each term that it shares with the question: more for a term that
few texts hold (its inverse document frequency), less for each further time that the term stands in
it (`K1`), and less in a long text (`B`). What a term weighs in a text does not depend on the
question, so it is computed once and kept in the index.

A question is answered from its rarest terms, and from no more entries of the index than a number
that the caller gives (`most`). So what a question costs has a bound, however many texts there are;
a text that shares only frequent terms with a long question may be missed. Of a term that does not
fit any more, nothing is read, unless it is the question's rarest: then its first entries are.

`core/search/page_search.py` asks one or two questions about many pages, for which an index would
cost more than it saves; here, every text is a question once.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

K1, B = 0.9, 0.75
_SAMPLE_STEP = 8  # one score of so many goes into the sample
TITLE_WEIGHT = 3  # how many times a word of a title counts
# the numbers of the texts that hold a term, and what it weighs in each of them
Postings = tuple["array[int]", "array[float]"]


class Ranking:
    """An index of texts by number; a text is its terms, each with how often it counts.

    Where all questions are known before, `wanted` are their terms, and no others are indexed.
    """

    def __init__(
        self, texts: Sequence[Mapping[str, float]], wanted: Collection[str] | None = None
    ) -> None:
        self._size = len(texts)
        # How many texts hold a term, of which the index may have no entries.
        self._held = Counter(chain.from_iterable(texts)) if wanted is not None else None
        lengths = [sum(text.values()) for text in texts]
        mean = sum(lengths) / max(1, len(texts)) or 1.0
        self._rows: dict[str, Postings] = {}
        for number, text in enumerate(texts):
            scale = K1 * (1 - B + B * lengths[number] / mean)
            for term in text if wanted is None else text.keys() & wanted:
                count = text[term]
                row = self._rows.get(term)
                if row is None:
                    row = self._rows[term] = array("i"), array("d")
                row[0].append(number)
                row[1].append(count * (K1 + 1) / (count + scale))

    def rarity(self, term: str) -> float:
        """Return how much a term tells, its inverse document frequency; 0 if no text holds it."""
        row = self._rows.get(term)
        held = self._held[term] if self._held is not None else len(row[0]) if row else 0
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5)) if held else 0.0

    def scores(self, asked: Mapping[str, float], most: int) -> dict[int, float]:
        """Return the score of every text that shares one of the question's rarer terms.

        `asked` are the question's terms with their weights. At most `most` entries are read.
        """
        return self.nearest(asked, most, self._size)

    def nearest(self, asked: Mapping[str, float], most: int, k: int) -> dict[int, float]:
        """Return the k best of the scores, best first; of equal ones the text reached first."""
        sums = self._sums(asked, most)
        first = sorted(_better(sums, k), key=sums.__getitem__, reverse=True)[:k]
        return {number: sums[number] for number in first}

    def _sums(self, asked: Mapping[str, float], most: int) -> dict[int, float]:
        """Return the scores for a question, added up from the rarest term on.

        The texts are in the order in which they were reached.
        """
        sums: dict[int, float] = {}
        left = most
        for size, term in sorted((len(self._rows[t][0]), t) for t in asked if t in self._rows):
            if size > left and sums:
                break
            weight = self.rarity(term) * asked[term]
            numbers, shares = self._rows[term]
            if size > left:
                numbers, shares = numbers[:left], shares[:left]
            # Most texts share one term only; asking first is faster than a default.
            for number, share in zip(numbers, shares, strict=True):
                if number in sums:
                    sums[number] += weight * share
                else:
                    sums[number] = weight * share
            left -= size
        return sums


def _better(sums: Mapping[int, float], k: int) -> list[int]:
    """Return the best k of the texts reached, and some more, in their order.

    Sorting all of them takes longer: a sample, every `_SAMPLE_STEP`th score, shows above which
    score about 1.5 k of them lie. Where fewer than k lie above it after all, every text is
    returned.
    """
    if len(sums) < 3 * k:
        return [*sums]
    sample = sorted([*sums.values()][::_SAMPLE_STEP], reverse=True)
    least = sample[k * 3 // 2 // _SAMPLE_STEP]
    found = [number for number, score in sums.items() if score >= least]
    return found if len(found) >= k else [*sums]


def best_scores(scores: Mapping[int, float], k: int) -> list[int]:
    """Return the numbers of the k best scores, best first; equal scores keep their order."""
    return sorted(scores, key=scores.__getitem__, reverse=True)[:k]


def count_terms(title: Iterable[str], text: Iterable[str]) -> Counter[str]:
    """Return the terms of a text under a title, as `Ranking` takes them."""
    found = Counter(text)
    for word in title:
        found[word] += TITLE_WEIGHT
    return found
