"""Find the page that somebody names: by its file name, its title, an alias or its path."""

from __future__ import annotations

from pipeline.adapters.store.search_rows import IndexedPage, SearchRows
from pipeline.core.errors import UserError
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.search.near_spelling import nearest_names

LONGEST_NAME = 1_000  # characters that are looked at


def number_of_page(rows: SearchRows, name: str) -> int:
    """Return the page that a link by this name opens; a path of the page will do too."""
    written = name[:LONGEST_NAME]
    keys = [key for key in (fold(written), fold(slug_of_path(written))) if key]
    known = rows.resolve(keys)
    for key in keys:
        if key in known:
            return known[key]
    near = nearest_names(name, dict(rows.titles()), 3)
    raise UserError(
        f"No page is called {name[:100]!r}.",
        f"The nearest titles: {', '.join(near)}."
        if near
        else "`wiki search` finds pages by words.",
    )


def page_called(rows: SearchRows, name: str) -> IndexedPage:
    """Return the page of a name; what is no name and written as a path must be a page's path."""
    page = rows.pages([number_of_page(rows, name)])[0]
    if "/" in name and name != page.path and not rows.resolve([fold(name)]):
        raise UserError(f"No page is at the path {name[:100]!r}.", f"Did you mean {page.path!r}?")
    return page
