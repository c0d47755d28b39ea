"""Which pages link to a page, and with which sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.adapters.store.search_rows import IndexedPage, SearchRows
from pipeline.core.search.snippets import IndexedPassage
from pipeline.operations.ask.named_page import page_called


@dataclass(frozen=True)
class Backlink:
    """A page that links to another, and the passage that does so first."""

    page: IndexedPage
    passage: IndexedPassage


@dataclass(frozen=True)
class BacklinksOfPage:
    """The pages that link to `page`, by path."""

    page: IndexedPage
    links: tuple[Backlink, ...]


def make_backlinks(name: str) -> Callable[[SearchRows], BacklinksOfPage]:
    """Return a question to the index: which pages link to the page of this name."""
    return lambda rows: find_backlinks(rows, name)


def find_backlinks(rows: SearchRows, name: str) -> BacklinksOfPage:
    """Return the pages that link to the page of a name; `UserError` for an unknown name."""
    page = page_called(rows, name)
    places = {
        holder: to[page.number] for holder, to in rows.all_links().items() if page.number in to
    }
    holders = sorted(rows.pages([*places]), key=lambda holder: holder.path)
    return BacklinksOfPage(
        page,
        tuple(
            Backlink(holder, rows.passages(holder.number)[places[holder.number]])
            for holder in holders
        ),
    )
