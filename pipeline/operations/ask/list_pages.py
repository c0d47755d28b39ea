"""List the pages of a wiki, all of them or those that a filter lets through."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter, SearchRows
from pipeline.operations.ask.search import check_filter


def make_list(only: PageFilter) -> Callable[[SearchRows], list[IndexedPage]]:
    """Return a question to the index: which pages there are, by path."""
    return lambda rows: rows.fitting(check_filter(rows, only))
