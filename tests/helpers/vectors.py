"""Vectors for tests: words of one meaning give the same direction, without any model."""

from __future__ import annotations

from pipeline.adapters.vectors.embedder import normalised
from pipeline.core.search.terms import terms_of

MEANINGS = (("ice", "frost", "frozen"), ("fire", "volcano", "heat"), ("sea", "ocean", "water"))


class WordEmbedder:
    """Counts words by meaning; `given` holds the texts that it was asked for."""

    def __init__(self, key="words-1", meanings=MEANINGS):
        self.key = key
        self.given = []
        self._of = {
            term: n for n, words in enumerate(meanings) for w in words for term in terms_of(w)
        }
        self._size = len(meanings) + 1

    def embed_texts(self, texts):
        self.given += texts
        return normalised(map(self._count, texts))

    def embed_question(self, text):
        return normalised([self._count(text)])[0]

    def _count(self, text):
        row = [0.0] * self._size
        for term in terms_of(text):
            row[self._of.get(term, self._size - 1)] += 1.0 if term in self._of else 0.01
        return row
