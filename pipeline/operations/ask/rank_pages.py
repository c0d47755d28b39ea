"""Rank the pages of a wiki for a query: by words, and by the links between good hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.core.name_keys import fold
from pipeline.core.search.fusion import fuse_scores
from pipeline.core.search.link_spreading import SPREADING, best, spread
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.near_spelling import nearest_spellings, slips_allowed, spelling_of
from pipeline.core.search.query import Query, SearchTerm, parse_query

POOL = 200  # pages that the words find; of these, links raise some
MANY_PAGES = 1_000  # of fewer, all that hold any word are looked at
MOST_CORRECTED = 5  # words of one query
MOST_MEANT = 3  # words that a mistyped one may stand for


@dataclass(frozen=True)
class RankedPages:
    """The scores of the pages that a query found, by number; with `more`, others were found too.

    `query` is the query with what was looked for in the place of mistyped words, and `corrected`
    says which. `rarity` says of each thing that was looked for, by its key, how much it tells.
    """

    query: Query
    scores: Mapping[int, float]
    more: bool
    rarity: Mapping[str, float]
    corrected: tuple[tuple[str, tuple[str, ...]], ...]
    size: int


def rank_pages(
    rows: SearchRows,
    text: str,
    only: PageFilter,
    most: int = POOL,
    near: Mapping[int, NearSection] | None = None,
) -> RankedPages:
    """Return the ranking of a query; `UserError` where there is nothing in it to look for.

    Where `near` is given, which says how near each page lies by its meaning, it counts as well.
    """
    query = parse_query(text, rows.language)
    counts = rows.counts(query.wanted)
    corrected = _corrections(rows, query, counts)
    query = query.or_also(
        SearchTerm(rows.terms_of_spelling(word), written=word)
        for _, near in corrected
        for word in near
    )
    size, pool = rows.size, max(POOL, most)
    scores = rows.scores(query.without(_everywhere(counts, size)), only, pool + 1, counts)
    more = len(scores) > pool
    if near is not None:
        allowed = _allowed(rows, only, query, scores, near)
        scores = fuse_scores(scores, {n: near[n].nearness for n in allowed if n in near})
    ranked = _rank(rows, scores, text) if scores else {}
    rarity = {key: rarity_of(held, size) for key, held in counts.items() if held}
    return RankedPages(query, ranked, more, rarity, corrected, size)


def _allowed(
    rows: SearchRows,
    only: PageFilter,
    query: Query,
    scores: Mapping[int, float],
    near: Mapping[int, NearSection],
) -> Iterable[int]:
    """Return the pages that may be found by their meaning: a phrase must stand there, too."""
    if query.phrases:
        return scores
    return near if only == PageFilter() else [page.number for page in rows.fitting(only)]


def rarity_of(held: int, size: int) -> float:
    """Return how much something tells that so many of all texts hold: BM25's weight of it."""
    return log(1 + (size - held + 0.5) / (held + 0.5))


def _everywhere(counts: Mapping[str, int], size: int) -> frozenset[str]:
    """Return the keys of what stands on more than half of many pages, if there is anything else.

    By BM25 it tells nothing, but each page that holds it would have to be looked at.
    """
    if size < MANY_PAGES or not any(0 < held <= size / 2 for held in counts.values()):
        return frozenset()
    return frozenset(key for key, held in counts.items() if held > size / 2)


def _rank(rows: SearchRows, scores: dict[int, float], text: str) -> dict[int, float]:
    """Return the scores as links raise them; the page that is called as the query stands first."""
    beside = rows.neighbours(best(scores, SPREADING))
    around = {other for page in beside.values() for other in page if other in scores}
    ranked = spread(scores, beside, rows.link_counts(around))
    called = rows.resolve([fold(text[:200])]).get(fold(text[:200]))
    if called in ranked:
        ranked[called] += max(ranked.values())
    return ranked


def _corrections(
    rows: SearchRows, query: Query, counts: dict[str, int]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words that no page holds, each with the nearest ones of all names."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    unknown = [one for one in query.words if not (counts[one.key] or one.prefix)]
    for one in unknown[:MOST_CORRECTED]:
        word = spelling_of(one.written)
        slips = slips_allowed(word)
        known = rows.spellings(len(word) - slips, len(word) + slips)
        if near := nearest_spellings(word, known):
            found[word] = (one.written, tuple(near[:MOST_MEANT]))
    return tuple(found.values())
