"""Join two rankings of pages: how well words fit, and how near the meaning lies.

The scores of each are stretched to the range from 0 to 1, and added up one to two. Measured on
HotpotQA and SciFact (bench/README.md); adding up ranks finds about as much.
"""

from __future__ import annotations

from collections.abc import Mapping

MEANING_WEIGHT = 2.0  # against 1 for words
NEAREST = 200  # pages that count as near; every page lies at some distance


def fuse_scores(words: Mapping[int, float], meaning: Mapping[int, float]) -> dict[int, float]:
    """Return the scores of the pages that words found or whose meaning lies nearest, by number.

    `meaning` holds how near each page lies, of every page that may be found.
    """
    first = sorted(meaning, key=lambda number: (-meaning[number], number))[:NEAREST]
    found = sorted({*words, *first})
    near = stretch_scores({number: meaning[number] for number in found if number in meaning})
    most = max(words.values(), default=0.0) or 1.0
    return {
        number: words.get(number, 0.0) / most + MEANING_WEIGHT * near.get(number, 0.0)
        for number in found
    }


def stretch_scores(scores: Mapping[int, float]) -> dict[int, float]:
    """Return scores such that the best one is 1 and the worst one is 0."""
    lowest, highest = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    span = highest - lowest or 1.0
    return {number: (score - lowest) / span for number, score in scores.items()}
