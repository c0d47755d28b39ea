"""Order candidate pairs by how likely they are at odds, for a budget that cannot pay for all."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.claims.claim_index import Indexed, content_words, index_alone
from pipeline.core.claims.judgement import Pair

_ANNOUNCING_WORDS = frozenset(
    content_words("future likely expected planned scheduled upcoming forthcoming intended")
)
_CHANGE_WORDS = frozenset(
    content_words(
        "abolished changed deprecated disabled discontinued dropped removed renamed replaced"
        " retired reverted superseded withdrawn"
    )
)


def sort_by_urgency(pairs: Iterable[Pair]) -> list[Pair]:
    """Return pairs, the most urgent first; equals stay in their order.

    First come statements that their own source does not bear out, then a change that one source
    announces beside a change that another makes, of which there are few, then values that can be
    compared and differ (of two sources before those of one), then denials on one side. Within each
    group, the pairs with the larger share of common words come first.
    """
    rows = []
    for pair in pairs:
        a, b = index_alone(pair.a), index_alone(pair.b)
        rows.append((_rank(pair, a, b), -_alike(a, b), pair))
    return [pair for *_, pair in sorted(rows, key=lambda row: row[:2])]


def _rank(pair: Pair, a: Indexed, b: Indexed) -> int:
    if not (pair.a.slug and pair.b.slug):
        return 0
    two_sources = set(pair.a.sources) != set(pair.b.sources)
    if two_sources and (_announces(a, b) or _announces(b, a)):
        return 1
    if any(
        one.is_comparable_with(other) and not one.fits(other)
        for one in a.values
        for other in b.values
    ):
        return 2 if two_sources else 3
    return (4 if two_sources else 5) if a.negated != b.negated else 6


def _announces(one: Indexed, other: Indexed) -> bool:
    """Tell whether one statement speaks of a change to come, and the other of a change alone."""
    mine, yours = set(one.words), set(other.words)
    return (
        not _ANNOUNCING_WORDS.isdisjoint(mine)
        and not _CHANGE_WORDS.isdisjoint(mine)
        and not _CHANGE_WORDS.isdisjoint(yours)
        and _ANNOUNCING_WORDS.isdisjoint(yours)
    )


def _alike(a: Indexed, b: Indexed) -> float:
    mine, yours = set(a.words), set(b.words)
    return len(mine & yours) / max(1, len(mine | yours))
