"""The tools about links: `backlinks`, `path`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.core.text import shorten
from pipeline.mcp.pieces import cursor_at, place_of, take_rows
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
from pipeline.operations.ask.backlinks import Backlink, make_backlinks
from pipeline.operations.ask.find_path import PathStep, find_path
from pipeline.operations.ask.named_page import page_called

MOST_LINKS = 50  # of one answer
LONGEST_SENTENCE = 500  # characters


class BacklinksArguments(ToolArguments):
    """What `backlinks` is asked."""

    page: PageName
    cursor: Cursor = ""


class LinkingPage(AnswerRow):
    """A page that links to the one asked for, and the statement that does so first."""

    id: str
    title: str
    line: int
    text: str


class BacklinksAnswer(ToolAnswer):
    """The pages that link to a page, by path, and how many there are in all."""

    id: str
    title: str
    pages: list[LinkingPage]
    count: int
    next: str = ""

    def as_text(self) -> str:
        """Return a line for each page that links there."""
        if not self.pages:
            return f"No page links to {self.title} ({self.id})."
        rows = "\n".join(f"{p.title} ({p.id}, line {p.line}): {p.text}" for p in self.pages)
        more = f"\nMore: cursor {self.next}" if self.next else ""
        return f"{self.count} pages link to {self.title} ({self.id}).\n{fence(rows)}{more}"


def backlinks(wiki: ServedWiki, asked: BacklinksArguments) -> BacklinksAnswer:
    """Return the pages that link to a page."""
    tree = wiki.tree
    start = place_of(asked.cursor, tree)
    found = wiki.ask(make_backlinks(asked.page))
    rows, end = take_rows(found.links, start, MOST_LINKS, _linking_page)
    return BacklinksAnswer(
        id=found.page.path,
        title=shown_title(found.page),
        pages=rows,
        count=len(found.links),
        next=cursor_at(tree, end) if end else "",
    )


def _linking_page(link: Backlink) -> LinkingPage:
    return LinkingPage(
        id=link.page.path,
        title=shown_title(link.page),
        line=link.passage.line,
        text=shorten(link.passage.text, LONGEST_SENTENCE),
    )


class PathArguments(ToolArguments):
    """What `path` is asked."""

    start: PageName
    goal: PageName


class LinkStep(AnswerRow):
    """One step: the page it leads to, whether the link leads `to` it or comes `from` it, and where.

    `holder` is the page on which the link stands, on that line, in that statement.
    """

    id: str
    title: str
    link: Literal["to", "from"]
    holder: str
    line: int
    text: str


class PathAnswer(ToolAnswer):
    """A shortest way between two pages; without steps where no links lead there."""

    start: str
    goal: str
    joined: bool = Field(description="whether they are one page, or links lead from one to another")
    steps: list[LinkStep]

    def as_text(self) -> str:
        """Return a line for each step."""
        if not self.joined:
            return f"No links lead from {self.start} to {self.goal}, in whichever direction."
        rows = "\n".join(
            f"{'→' if step.link == 'to' else '←'} {step.title} ({step.id})\n"
            f"    {step.holder}, line {step.line}: {step.text}"
            for step in self.steps
        )
        return f"From {self.start}\n{fence(rows)}"


def path(wiki: ServedWiki, asked: PathArguments) -> PathAnswer:
    """Return by which links two pages hang together."""
    found = wiki.ask(
        lambda rows: find_path(
            rows, page_called(rows, asked.start).path, page_called(rows, asked.goal).path
        )
    )
    return PathAnswer(
        start=found.start.path,
        goal=found.goal.path,
        joined=bool(found.steps) or found.start == found.goal,
        steps=take_rows(found.steps, 0, len(found.steps), _link_step)[0],
    )


def _link_step(step: PathStep) -> LinkStep:
    return LinkStep(
        id=step.to.path,
        title=shown_title(step.to),
        link="to" if step.forward else "from",
        holder=step.holder.path,
        line=step.passage.line,
        text=shorten(step.passage.text, LONGEST_SENTENCE),
    )
