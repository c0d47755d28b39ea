"""Search by qmd: which pages it names is taken from it, what is shown of them from our index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.adapters.processes.qmd import QmdHit
from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.snippets import PassageFinder
from pipeline.operations.ask.rank_pages import rank_pages
from pipeline.operations.ask.search import SearchHit, SearchResult, check_filter, lines_to_show

MOST_ASKED = 200  # files that qmd may name; a filter leaves out some


def pages_of_qmd(
    rows: SearchRows, text: str, only: PageFilter, most: int, found: Sequence[QmdHit]
) -> SearchResult:
    """Return the pages among the files that qmd found, in its order and with its scores.

    qmd reads the working tree: a file that HEAD does not hold is left out, and so is what is no
    page, such as the index.
    """
    ranked = rank_pages(rows, text, PageFilter())
    finder = PassageFinder(ranked.query, ranked.rarity)
    pages = {page.path: page for page in rows.fitting(check_filter(rows, only))}
    hits = {one.path: one for one in reversed(found) if one.path in pages}
    ordered = [one for one in found if hits.get(one.path) is one]
    shown = tuple(
        SearchHit(
            pages[one.path],
            one.score,
            lines_to_show(
                rows.passages(pages[one.path].number), finder, NearSection(one.score, one.line)
            ),
        )
        for one in ordered[:most]
    )
    result = SearchResult(shown, len(ordered), cut=ranked.query.cut, pages=ranked.size)
    return replace(result, more=len(found) == MOST_ASKED)
