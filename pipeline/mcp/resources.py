"""The pages as resources: addresses of their own, which a program can list and read."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as percent
from urllib.parse import unquote

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter
from pipeline.core.errors import UserError
from pipeline.mcp.pieces import cursor_at, place_of, take_text
from pipeline.mcp.served_wiki import SCHEME, ServedWiki
from pipeline.mcp.tool import shown_title
from pipeline.operations.ask.list_pages import make_list

TEMPLATE = SCHEME + "{+path}"
MOST_LISTED = 200
ROOM = 60_000  # characters of a page, as JSON


@dataclass(frozen=True)
class PageResource:
    """A page as a resource."""

    address: str
    name: str
    title: str


def list_resources(wiki: ServedWiki, cursor: str) -> tuple[list[PageResource], str]:
    """Return some pages, and the cursor at which the next begin; "" where these are the last."""
    tree = wiki.tree
    start = place_of(cursor, tree)
    pages = wiki.ask(make_list(PageFilter()))
    end = start + MOST_LISTED
    rows = [_resource(page) for page in pages[start:end]]
    return rows, cursor_at(tree, end) if end < len(pages) else ""


def _resource(page: IndexedPage) -> PageResource:
    return PageResource(SCHEME + percent(page.path, safe="/"), page.path, shown_title(page))


def read_resource(wiki: ServedWiki, address: str) -> str:
    """Return the text of the page at an address; `UserError` where no page has it."""
    path = unquote(address.removeprefix(SCHEME))
    pages = {page.path for page in wiki.ask(make_list(PageFilter()))}
    if not address.startswith(SCHEME) or path not in pages:
        raise UserError(
            f"No page has the address {address[:200]!r}.", "`search` and `list_pages` find pages."
        )
    text, end = take_text(wiki.read(path), 0, ROOM)
    return text + ("\n… cut: `fetch` gives the page in pieces" if end else "")
