"""Pages nearest to some words: BM25 over titles, aliases and summaries (Robertson and Zaragoza, 2009, k1 = 1.2, b = 0.4)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from pipeline.core.text import same_thing
from pipeline.core.wiki import PageFacts

_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
_K1, _B = 1.2, 0.4
_NAME_WEIGHT = 3


def words(text: str) -> list[str]:
    """Return the stemmed, folded words of a text."""
    return [same_thing(w) for w in _WORD.findall(text)]


class Search:
    """An index of some pages, made once a run; a query costs as much as its words are common."""

    def __init__(self, pages: Iterable[PageFacts]) -> None:
        self._postings: dict[str, list[tuple[str, int]]] = {}
        self._length: dict[str, int] = {}
        for facts in pages:
            names = [w for thing in facts.things for w in thing.split()]
            counts = Counter(words(facts.summary)) + Counter(names * _NAME_WEIGHT)
            self._length[facts.slug] = sum(counts.values())
            for word, count in counts.items():
                self._postings.setdefault(word, []).append((facts.slug, count))
        self._mean = sum(self._length.values()) / max(1, len(self._length))

    def top(self, query: str, k: int) -> list[str]:
        """Return at most `k` slugs, best first; ties in the order of the slugs."""
        scores: Counter[str] = Counter()
        for word, times in Counter(words(query)).items():
            rows = self._postings.get(word, ())
            idf = math.log(1 + (len(self._length) - len(rows) + 0.5) / (len(rows) + 0.5))
            for slug, count in rows:
                scale = _K1 * (1 - _B + _B * self._length[slug] / self._mean)
                scores[slug] += times * idf * count * (_K1 + 1) / (count + scale)  # type: ignore[assignment]
        return sorted(scores, key=lambda slug: (-scores[slug], slug))[:k]
