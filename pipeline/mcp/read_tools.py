"""The tools that read pages: `fetch`, `read_section`."""

from __future__ import annotations

from pydantic import Field

from pipeline.adapters.store.search_rows import IndexedPage
from pipeline.core.errors import UserError
from pipeline.core.markup.anchors import heading_key
from pipeline.core.markup.markdown import PageSection
from pipeline.core.wiki.facts import parse_leniently
from pipeline.core.wiki.page import Page
from pipeline.mcp.pieces import cursor_at, place_of, size_of, take_text
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import (
    AnswerRow,
    Cursor,
    PageName,
    ToolAnswer,
    ToolArguments,
    fence,
    shown_title,
)
from pipeline.operations.ask.named_page import page_called

ROOM_FOR_HEADINGS = 3_000  # characters


class FetchArguments(ToolArguments):
    """What `fetch` is asked."""

    id: PageName
    cursor: Cursor = ""


class PageMetadata(AnswerRow):
    """What is said of a page beside its text; `sections` are what `read_section` takes."""

    type: str
    confidence: str
    updated: str
    sections: list[str]


class FetchAnswer(ToolAnswer):
    """A page whole, or a piece of it; where there is more, `next` says from where to go on."""

    id: str
    title: str
    text: str
    url: str
    metadata: PageMetadata
    next: str = ""


def fetch(wiki: ServedWiki, asked: FetchArguments) -> FetchAnswer:
    """Return the text of a page."""
    tree = wiki.tree
    found, page = _read(wiki, asked.id)
    text, end = take_text((page.body + page.tail).strip(), place_of(asked.cursor, tree))
    return FetchAnswer(
        id=found.path,
        title=shown_title(found),
        text=text + (f"\n… cut: fetch it again with the cursor {cursor_at(tree, end)}" * bool(end)),
        url=wiki.address(found.path),
        metadata=PageMetadata(
            type=found.type,
            confidence=found.confidence,
            updated=found.updated,
            sections=_headings(page),
        ),
        next=cursor_at(tree, end) if end else "",
    )


class SectionArguments(ToolArguments):
    """What `read_section` is asked."""

    page: PageName
    section: str = Field(
        default="",
        max_length=1_000,
        description="The heading of the section; without one, what stands before the first.",
    )
    cursor: Cursor = ""


class SectionAnswer(ToolAnswer):
    """A section of a page: the line of the file on which it begins, its text, and the others."""

    id: str
    title: str
    url: str
    section: str
    line: int
    text: str
    sections: list[str]
    next: str = ""

    def as_text(self) -> str:
        """Return the section between markers."""
        where = f"{self.title}, {self.section}" if self.section else self.title
        others = f"Sections of the page: {'; '.join(self.sections)}" if self.sections else ""
        more = f"More: cursor {self.next}" if self.next else ""
        rows = (f"{where} ({self.id}, line {self.line})", fence(self.text), others, more)
        return "\n".join(row for row in rows if row)


def read_section(wiki: ServedWiki, asked: SectionArguments) -> SectionAnswer:
    """Return one section of a page."""
    tree = wiki.tree
    found, page = _read(wiki, asked.page)
    line = page.first_line
    text, heading = page.lead, ""
    if asked.section:
        part = _section(page, asked.section)
        before = page.parts[: page.parts.index(part)]
        line += page.lead.count("\n") + sum((p.line + p.text).count("\n") for p in before)
        text, heading = part.line + part.text, part.heading
    text, end = take_text(text.strip("\n"), place_of(asked.cursor, tree))
    return SectionAnswer(
        id=found.path,
        title=shown_title(found),
        url=wiki.address(found.path, line),
        section=heading,
        line=line,
        text=text,
        sections=_headings(page),
        next=cursor_at(tree, end) if end else "",
    )


def _read(wiki: ServedWiki, name: str) -> tuple[IndexedPage, Page]:
    found = wiki.ask(lambda rows: page_called(rows, name))
    return found, parse_leniently(found.path, wiki.read(found.path))


def _section(page: Page, name: str) -> PageSection:
    key = heading_key(name)
    for part in page.parts:
        if heading_key(part.heading) == key:
            return part
    known = "; ".join(_headings(page))
    raise UserError(
        f"{page.path} has no section {name[:100]!r}.",
        f"It has: {known}." if known else "It has no sections; read it without one.",
    )


def _headings(page: Page) -> list[str]:
    """Return the headings of a page, as many as there is room for."""
    found: list[str] = []
    left = ROOM_FOR_HEADINGS
    for part in page.parts:
        left -= size_of(part.heading)
        if left < 0:
            break
        found.append(part.heading)
    return found
