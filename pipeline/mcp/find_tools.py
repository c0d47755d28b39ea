"""The tools that find pages: `search`, `list_pages`."""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import Field

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter
from pipeline.core.text import shorten
from pipeline.mcp.pieces import cursor_at, place_of, take_rows
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import AnswerRow, Cursor, ToolAnswer, ToolArguments, shown_title
from pipeline.operations.ask.list_pages import make_list
from pipeline.operations.ask.search import SearchHit
from pipeline.operations.ask.search_wiki import SearchWish, search_wiki

MOST_HITS = 20  # pages of one answer
MOST_LISTED = 100
_DEEPEST = 1_000  # hits to which cursors lead
_Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="such as 2026-04-11")]
_Type = Annotated[str, Field(max_length=100, description="only pages of this type")]
_Source = Annotated[str, Field(max_length=1_000, description="only pages that cite this source")]
_Confidence = Annotated[
    Literal["", "high", "medium", "low"], Field(description="only pages of this confidence")
]


class SearchArguments(ToolArguments):
    """What `search` is asked."""

    query: str = Field(
        min_length=1,
        max_length=10_000,
        description='Words, of which any may stand on a page; a "phrase" must; begin* is a prefix.',
    )
    type: _Type = ""
    source: _Source = ""
    confidence: _Confidence = ""
    since: _Day = ""
    until: _Day = ""
    limit: int = Field(default=10, ge=1, le=MOST_HITS, description="how many pages at most")
    cursor: Cursor = ""


class StatementFound(AnswerRow):
    """A statement that holds what was looked for: its line in the page's file, and its marks."""

    line: int
    heading: str
    text: str
    labels: list[str]


class PageFound(AnswerRow):
    """A page that was found; `id` is what `fetch` takes."""

    id: str
    title: str
    url: str
    text: str
    type: str
    confidence: str
    updated: str
    statements: list[StatementFound]


class SearchAnswer(ToolAnswer):
    """What `search` found; `nearest` are titles that come near where nothing was."""

    results: list[PageFound]
    count: int
    corrected: dict[str, list[str]]
    nearest: list[str]
    next: str = ""


def search(wiki: ServedWiki, asked: SearchArguments) -> SearchAnswer:
    """Find the pages that some words are about, with the statements that say so."""
    tree = wiki.tree
    start = place_of(asked.cursor, tree)
    only = PageFilter(asked.type, asked.source, asked.confidence, asked.since, asked.until)
    most = min(start + asked.limit + 1, _DEEPEST)
    found = search_wiki(wiki.head, SearchWish(asked.query, only, most), os.environ)
    rows, end = take_rows(found.hits, start, asked.limit, lambda hit: _page_found(wiki, hit))
    return SearchAnswer(
        results=rows,
        count=found.count,
        corrected={word: [*near] for word, near in found.corrected},
        nearest=[title for title, _ in found.nearest],
        next=cursor_at(tree, end) if end else "",
    )


def _page_found(wiki: ServedWiki, hit: SearchHit) -> PageFound:
    page = hit.page
    lines = [
        StatementFound(
            line=one.line, heading=shorten(one.heading, 200), text=one.text, labels=[*one.labels]
        )
        for one in hit.lines
    ]
    return PageFound(
        id=page.path,
        title=shown_title(page),
        url=wiki.address(page.path),
        text=" … ".join(one.text for one in lines),
        type=page.type,
        confidence=page.confidence,
        updated=page.updated,
        statements=lines,
    )


class ListArguments(ToolArguments):
    """What `list_pages` is asked."""

    type: _Type = ""
    source: _Source = ""
    confidence: _Confidence = ""
    since: _Day = ""
    until: _Day = ""
    cursor: Cursor = ""


class PageListed(AnswerRow):
    """A page of the list; `id` is what `fetch` takes."""

    id: str
    title: str
    type: str
    confidence: str
    updated: str


class ListAnswer(ToolAnswer):
    """The pages of the wiki, by path, and how many there are in all."""

    pages: list[PageListed]
    count: int
    next: str = ""

    def as_text(self) -> str:
        """Return a line for each page."""
        rows = [f"{p.title} ({', '.join(_about(p))}): {p.id}" for p in self.pages]
        more = [f"More: cursor {self.next}"] if self.next else []
        return "\n".join([f"{self.count} pages", *rows, *more])


def _about(page: PageListed) -> list[str]:
    return [
        said
        for said in (page.type, page.confidence and f"{page.confidence} confidence", page.updated)
        if said
    ]


def list_pages(wiki: ServedWiki, asked: ListArguments) -> ListAnswer:
    """List the pages of the wiki."""
    tree = wiki.tree
    start = place_of(asked.cursor, tree)
    only = PageFilter(asked.type, asked.source, asked.confidence, asked.since, asked.until)
    pages = wiki.ask(make_list(only))
    rows, end = take_rows(pages, start, MOST_LISTED, _page_listed)
    return ListAnswer(pages=rows, count=len(pages), next=cursor_at(tree, end) if end else "")


def _page_listed(page: IndexedPage) -> PageListed:
    return PageListed(
        id=page.path,
        title=shown_title(page),
        type=page.type,
        confidence=page.confidence,
        updated=page.updated,
    )
