"""Find the pages nearest to some words: BM25 over titles, aliases and summaries.

The method is that of Robertson and Zaragoza, 2009 (see `core/search/bm25.py`), with k1 = 1.2 and b
= 0.4.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from pipeline.core.search_words import search_words
from pipeline.core.wiki.facts import PageFacts

_K1, _B = 1.2, 0.4


class PageSearch:
    """Some pages, all of which each query reads.

    A compile asks one or two queries, for which an index would cost more than it saves.
    """

    def __init__(self, pages: Iterable[PageFacts]) -> None:
        self._pages = tuple(pages)

    def top(self, query: str, k: int) -> list[str]:
        """Return at most `k` slugs, best first; equal scores in the order of the slugs."""
        asked = Counter(search_words(query))
        wanted = frozenset(asked)
        # for each word: (slug, how often the page has it, length of the page)
        rows: dict[str, list[tuple[str, int, int]]] = {word: [] for word in asked}
        total = 0
        for facts in self._pages:
            terms = facts.terms.split()
            total += len(terms)
            for word in wanted.intersection(terms):
                rows[word].append((facts.slug, terms.count(word), len(terms)))
        mean = total / max(1, len(self._pages))
        scores: Counter[str] = Counter()
        for word, times in asked.items():
            idf = math.log(1 + (len(self._pages) - len(rows[word]) + 0.5) / (len(rows[word]) + 0.5))
            for slug, count, length in rows[word]:
                scale = _K1 * (1 - _B + _B * length / mean)
                scores[slug] += times * idf * count * (_K1 + 1) / (count + scale)  # type: ignore[assignment]
        return sorted(scores, key=lambda slug: (-scores[slug], slug))[:k]
