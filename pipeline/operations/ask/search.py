"""`wiki search`: find the pages that some words are about, and the lines that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter, SearchRows
from pipeline.core.errors import UserError
from pipeline.core.search.link_spreading import SPREADING, best, spread
from pipeline.core.search.near_spelling import (
    nearest_names,
    nearest_spellings,
    slips_allowed,
    spelling_of,
)
from pipeline.core.search.query import Query, SearchTerm, parse_query
from pipeline.core.search.snippets import IndexedPassage, PassageFinder
from pipeline.core.text import fold

POOL = 200  # pages that the words find; of these, links raise some
MANY_PAGES = 1_000  # of fewer, all that hold any word are looked at
MOST_LINES = 3  # shown of each page
MOST_CORRECTED = 5  # words of one query
MOST_NEAREST = 3  # titles that are named where nothing is found


@dataclass(frozen=True)
class SearchHit:
    """A page that was found, and the passages that hold what was looked for."""

    page: IndexedPage
    score: float
    lines: tuple[IndexedPassage, ...]


@dataclass(frozen=True)
class SearchResult:
    """What a search found: the best pages, and of how many; with `more`, of more than that.

    `corrected` are words of the query that no page holds, each with the nearest ones in names of
    pages, which were looked for instead. `nearest` are the titles (with their slugs) most like the
    query where nothing was found. `cut` says that only the beginning of the query was used.
    """

    hits: tuple[SearchHit, ...]
    count: int
    more: bool = False
    corrected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    pages: int = 0


def make_search(text: str, only: PageFilter, most: int) -> Callable[[SearchRows], SearchResult]:
    """Return a search as a question to the index."""
    return lambda rows: find_pages(rows, text, only, most)


def find_pages(rows: SearchRows, text: str, only: PageFilter, most: int) -> SearchResult:
    """Return the pages that fit a query best; `UserError` for a query or a filter of no use."""
    query = parse_query(text, rows.language)
    only = _checked(rows, only)
    counts = rows.counts(query.wanted)
    corrected = _corrections(rows, query, counts)
    query = query.or_also(
        SearchTerm(rows.terms_of_spelling(word), written=word)
        for _, near in corrected
        for word in near
    )
    size, pool = rows.size, max(POOL, most)
    scores = rows.scores(query.without(_everywhere(counts, size)), only, pool + 1)
    more = len(scores) > pool
    if not scores:
        return SearchResult((), 0, False, corrected, _nearest(rows, text), query.cut, size)
    ranked = _rank(rows, scores, text)
    rarity = {
        key: log(1 + (size - held + 0.5) / (held + 0.5)) for key, held in counts.items() if held
    }
    finder = PassageFinder(query, rarity)
    hits = tuple(
        SearchHit(page, ranked[page.number], _lines(rows.passages(page.number), finder))
        for page in rows.pages(best(ranked, most))
    )
    return SearchResult(hits, min(len(scores), pool), more, corrected, (), query.cut, size)


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


def _lines(passages: Sequence[IndexedPassage], finder: PassageFinder) -> tuple[IndexedPassage, ...]:
    """Return the passages to show of a page; its first where the words stand in its names alone."""
    found = finder.best(passages, MOST_LINES) or passages[:1]
    return tuple(replace(one, text=finder.show(one.text)) for one in found)


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
            found[word] = (one.written, tuple(near[:MOST_NEAREST]))
    return tuple(found.values())


def _nearest(rows: SearchRows, text: str) -> tuple[tuple[str, str], ...]:
    slugs = dict(reversed(rows.titles()))
    return tuple((name, slugs[name]) for name in nearest_names(text, slugs, MOST_NEAREST))


# --- filters ---


def _checked(rows: SearchRows, only: PageFilter) -> PageFilter:
    """Return a filter with the source as pages name it; `UserError` for what no page has."""
    if only.type and only.type not in (types := rows.types()):
        raise UserError(f"No page is of the type {only.type!r}.", f"There are: {_listed(types)}.")
    if only.since and only.until and only.since > only.until:
        raise UserError(
            f"No day is on or after {only.since} and on or before {only.until}.",
            "Change the two dates over.",
        )
    return (
        replace(only, source=_source_called(rows.sources(), only.source)) if only.source else only
    )


def _source_called(sources: Sequence[str], name: str) -> str:
    """Return the source of a path or a file name; the suffix and the folders may be left out."""
    if name in sources:
        return name
    found = [
        path for path in sources if name in (_file_of(path), _file_of(path).rpartition(".")[0])
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(
            f"Several sources are called {name!r}.", f"Give the whole path: {_listed(found)}."
        )
    near = nearest_names(name, sources, MOST_NEAREST)
    raise UserError(
        f"No page names the source {name!r}.",
        f"The nearest: {_listed(near)}." if near else "`wiki status` lists the sources.",
    )


def _file_of(path: str) -> str:
    return path.rpartition("/")[2]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "") or "none"
