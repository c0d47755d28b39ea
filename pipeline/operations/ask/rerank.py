"""`wiki search --rerank`: read the best pages with the query once more, one by one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.core.search.fusion import stretch_scores
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.section_texts import texts_of_page
from pipeline.operations.ask.search import SearchHit, SearchResult, find_pages

MOST = 20  # pages that are read; a model reads some fifteen in a CPU second
Compare = Callable[[str, Sequence[str]], Sequence[float]]


def rerank_pages(
    rows: SearchRows,
    text: str,
    only: PageFilter,
    most: int,
    near: Mapping[int, NearSection] | None,
    compare: Compare,
) -> SearchResult:
    """Return what a search finds, with the best pages in the order in which they answer the query.

    Of each page the sections are read that hold what was found. How well it answers counts as much
    as its rank in the search.
    """
    found = find_pages(rows, text, only, max(most, MOST), near)
    first, rest = found.hits[:MOST], found.hits[MOST:]
    answers = compare(text, [_read(rows, hit) for hit in first])
    before = stretch_scores({n: hit.score for n, hit in enumerate(first)})
    after = stretch_scores(dict(enumerate(answers)))
    order = sorted(range(len(first)), key=lambda n: (-(before[n] + after[n]), n))
    best = [replace(first[n], score=before[n] + after[n]) for n in order]
    return replace(found, hits=(*best, *(replace(hit, score=0.0) for hit in rest))[:most])


def _read(rows: SearchRows, hit: SearchHit) -> str:
    """Return the words of the sections in which the lines stand that were found."""
    texts = texts_of_page(hit.page.title, rows.passages(hit.page.number))
    begins = [one.line for one in texts]
    places = {max(0, bisect_right(begins, line.line) - 1) for line in hit.lines} or {0}
    return " ".join(texts[place].text for place in sorted(places))
