"""Rank the statements of some pages for a question: BM25 over single statements.

A statement is short, and leaves to its page what it is about: "It may be 20 km thick." So a word
that the title, an alias or the heading above it holds counts as if it stood once more in the
statement, and the score of the page is added to that of the statement. Measured on the supporting
sentences of HotpotQA (bench/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.search.query import Query
from pipeline.core.search.snippets import IndexedPassage
from pipeline.core.search.terms import terms_of

_K1, _B = 1.2, 0.75  # see `core/search/bm25.py`
_PAGE_SHARE = 1.0  # of the score of its page that a statement gets


@dataclass(frozen=True)
class StatementsOfPage:
    """The passages of a page whose names are these, and how well the page fits the question."""

    names: tuple[str, ...]
    passages: Sequence[IndexedPassage]
    score: float


def rank_statements(
    query: Query, pages: Sequence[StatementsOfPage], rarity: Mapping[str, float]
) -> list[tuple[int, int, float]]:
    """Return the statements, best first, each as the place of its page, its own, and its score.

    `rarity` says of each thing that is looked for, by its key, how much it tells. Of equal ones,
    the statement of the page that stands first comes first. What holds no word of the query is left
    out, although its page or its heading may hold some.
    """
    # what a text holds between spaces if it holds what is looked for
    signs = [
        (f" {' '.join(one.terms)}{'' if one.prefix else ' '}", weight)
        for one in query.wanted
        if (weight := rarity.get(one.key, 0.0)) > 0
    ]
    lengths = [text.terms.count(" ") + 1 for page in pages for text in page.passages]
    mean = sum(lengths) / max(1, len(lengths)) or 1.0
    found: list[tuple[int, int, float]] = []
    for place, page in enumerate(pages):
        above: dict[str, list[int]] = {}
        for at, passage in enumerate(page.passages):
            if passage.heading not in above:
                around = "\n".join((*page.names, passage.heading))
                held = f" {' '.join(terms_of(around, query.language))} "
                above[passage.heading] = [int(sign in held) for sign, _ in signs]
            score = _score(passage.terms, signs, above[passage.heading], mean)
            if score > 0:
                found.append((place, at, score + _PAGE_SHARE * page.score))
    return sorted(found, key=lambda one: -one[2])


def _score(
    terms: str, signs: Sequence[tuple[str, float]], above: Sequence[int], mean: float
) -> float:
    """Return the score of a statement; 0 where it holds nothing of what is looked for."""
    text = f" {terms} "
    counts = [text.count(sign) for sign, _ in signs]
    if not any(counts):
        return 0.0
    scale = _K1 * (1 - _B + _B * (terms.count(" ") + 1) / mean)
    total = 0.0
    for (_, weight), count, named in zip(signs, counts, above, strict=True):
        if times := count + named:
            total += weight * times * (_K1 + 1) / (times + scale)
    return total
