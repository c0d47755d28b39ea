"""`wiki search`: find the pages that some words are about, and the lines that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter, SearchRows
from pipeline.core.errors import UserError
from pipeline.core.search.link_spreading import best
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.near_spelling import nearest_names
from pipeline.core.search.snippets import IndexedPassage, PassageFinder
from pipeline.operations.ask.rank_pages import rank_pages

MOST_LINES = 3  # shown of each page
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
    """Return a search by words and links as a question to the index."""
    return lambda rows: find_pages(rows, text, only, most)


def find_pages(
    rows: SearchRows,
    text: str,
    only: PageFilter,
    most: int,
    near: Mapping[int, NearSection] | None = None,
) -> SearchResult:
    """Return the pages that fit a query best; `UserError` for a query or a filter of no use.

    Where `near` is given, which says how near each page lies by its meaning, it counts as well.
    """
    ranked = rank_pages(rows, text, check_filter(rows, only), most, near)
    corrected, cut = ranked.corrected, ranked.query.cut
    if not ranked.scores:
        return SearchResult((), 0, False, corrected, _nearest(rows, text), cut, ranked.size)
    finder = PassageFinder(ranked.query, ranked.rarity)
    hits = tuple(
        SearchHit(
            page,
            ranked.scores[page.number],
            lines_to_show(rows.passages(page.number), finder, (near or {}).get(page.number)),
        )
        for page in rows.pages(best(ranked.scores, most))
    )
    count = len(ranked.scores) - ranked.more
    return SearchResult(hits, count, ranked.more, corrected, (), cut, ranked.size)


def lines_to_show(
    passages: Sequence[IndexedPassage], finder: PassageFinder, near: NearSection | None
) -> tuple[IndexedPassage, ...]:
    """Return the passages to show of a page.

    Where none holds a word of the query, the first of the nearest section is shown, or of the page.
    """
    start = near.line if near else 0
    found = finder.best(passages, MOST_LINES) or [p for p in passages if p.line >= start][:1]
    return tuple(replace(one, text=finder.show(one.text)) for one in found)


def _nearest(rows: SearchRows, text: str) -> tuple[tuple[str, str], ...]:
    slugs = dict(reversed(rows.titles()))
    return tuple((name, slugs[name]) for name in nearest_names(text, slugs, MOST_NEAREST))


# --- filters ---


def check_filter(rows: SearchRows, only: PageFilter) -> PageFilter:
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
