"""The tool that shows what a page rests on: `sources_of`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipeline.core.text import shorten
from pipeline.core.values import Part, Unit
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
from pipeline.operations.ask.named_page import page_called
from pipeline.operations.ask.page_sources import CitationOfPage, QuotedPassage, sources_of_page

MOST_CITATIONS = 40  # of one answer
MOST_EACH = 10  # statements of a citation, and quotes of it
LONGEST_TEXT = 800  # characters of a statement, a quote or a raw line


class SourcesArguments(ToolArguments):
    """What `sources_of` is asked."""

    page: PageName
    labels: list[Annotated[str, Field(max_length=200)]] = Field(
        default=[], max_length=50, description="only these marks, such as primer-3"
    )
    line: int = Field(
        default=0, ge=0, description="only the statement on this line of the page's file"
    )
    cursor: Cursor = ""


class StatementOfPage(AnswerRow):
    """What the page states under a citation, and where."""

    line: int
    text: str


class QuoteOfSource(AnswerRow):
    """A quote, and where it stands; `raw` are the source's own lines there.

    `unit` says what `first` and `last` count: lines or pages of the file, or lines of the text of
    it that is kept under wiki/texts/. `page` is the page, slide or sheet that it stands on, which
    `part` says, and 0 where that is not known.
    """

    text: str
    unit: Unit
    first: int
    last: int
    page: int
    part: Part
    raw: list[str]


class CitationRow(AnswerRow):
    """One citation: what is stated by it, its source with what is known of it, and its quotes."""

    label: str
    statements: list[StatementOfPage]
    source: str
    url: str
    title: str
    author: str
    published: str
    status: str
    quotes: list[QuoteOfSource]
    footnote: str = Field(description="the text of a footnote that a person wrote")


class SourcesAnswer(ToolAnswer):
    """The citations of a page, in the order in which it uses them, and how many there are."""

    id: str
    title: str
    citations: list[CitationRow]
    count: int
    next: str = ""

    def as_text(self) -> str:
        """Return each citation with its statements and its quotes."""
        rows = "\n\n".join(_as_text(one) for one in self.citations)
        more = f"\nMore: cursor {self.next}" if self.next else ""
        return f"{self.title} ({self.id}): {self.count} citations\n{fence(rows)}{more}"


def _as_text(one: CitationRow) -> str:
    about = ", ".join(said for said in (one.title, one.author, one.published, one.status) if said)
    rows = [f"[{one.label}] {one.source or one.footnote}{f' ({about})' if about else ''}"]
    rows += [f"  line {stated.line}: {stated.text}" for stated in one.statements]
    for quote in one.quotes:
        last = f"-{quote.last}" if quote.last != quote.first else ""
        unit = "kept text, line" if quote.unit == "kept" else quote.unit
        rows.append(f'  {unit} {quote.first}{last}: "{quote.text}"')
        rows += [f"    | {line}" for line in quote.raw]
    return "\n".join(rows)


def sources_of(wiki: ServedWiki, asked: SourcesArguments) -> SourcesAnswer:
    """Return what a page rests on: statements, quotes, and lines of the sources."""
    found = wiki.ask(lambda rows: page_called(rows, asked.page))
    tree = wiki.tree
    start = place_of(asked.cursor, tree)
    with wiki.snapshot() as snapshot:
        citations = sources_of_page(snapshot, found.path, asked.labels, asked.line)
        titles = {path: facts.title for path, facts in snapshot.wiki.records.items() if facts.title}
    rows, end = take_rows(
        citations, start, MOST_CITATIONS, lambda one: _citation_told(wiki, one, titles)
    )
    return SourcesAnswer(
        id=found.path,
        title=shown_title(found),
        citations=rows,
        count=len(citations),
        next=cursor_at(tree, end) if end else "",
    )


def _citation_told(wiki: ServedWiki, one: CitationOfPage, titles: dict[str, str]) -> CitationRow:
    record = one.record or {}
    first = one.quotes[0].quote.start if one.quotes and one.unit == "line" else 0
    return CitationRow(
        label=one.label,
        statements=[
            StatementOfPage(line=stated.line, text=shorten(stated.text, LONGEST_TEXT))
            for stated in one.statements[:MOST_EACH]
        ],
        source=one.source,
        url=wiki.address(one.source, first) if one.source else "",
        title=titles.get(one.source, ""),
        author=shorten(record.get("author", ""), 200),
        published=record.get("published", ""),
        status=shorten(record.get("status", ""), 200),
        quotes=[_quote_told(quoted, one.unit) for quoted in one.quotes[:MOST_EACH]],
        footnote=shorten(one.note, LONGEST_TEXT),
    )


def _quote_told(quoted: QuotedPassage, unit: Unit) -> QuoteOfSource:
    quote = quoted.quote
    return QuoteOfSource(
        text=shorten(quote.text, LONGEST_TEXT),
        unit=unit,
        first=quote.start,
        last=quote.end,
        page=quote.page,
        part=quote.part,
        raw=[f"{at}: {shorten(text, LONGEST_TEXT)}" for at, text in quoted.lines],
    )
