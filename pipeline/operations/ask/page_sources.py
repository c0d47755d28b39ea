"""What a page rests on: its statements by citation, the quotes behind them, and the raw lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.core.errors import UserError
from pipeline.core.markup import footnotes
from pipeline.core.values import PARTS, Quote, Source, Unit
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece
from pipeline.operations.repository.snapshot import Snapshot

MOST_RAW_LINES = 20  # shown of one quote


@dataclass(frozen=True)
class CitedStatement:
    """What a page states under a citation, and the line of its file where it does."""

    line: int
    text: str


@dataclass(frozen=True)
class QuotedPassage:
    """A quote, and the lines of the source on which it stands, each with its number.

    Of an older citation that names pages of a file, no lines are known.
    """

    quote: Quote
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class CitationOfPage:
    """One citation of a page: what is stated by it, its source and its quotes.

    `note` is the text of a footnote that a person wrote, which cites no source.
    """

    label: str
    statements: tuple[CitedStatement, ...]
    source: str = ""
    record: Mapping[str, str] | None = None
    unit: Unit = "line"
    quotes: tuple[QuotedPassage, ...] = ()
    note: str = ""


def sources_of_page(
    snapshot: Snapshot, path: str, labels: Collection[str] = (), line: int = 0
) -> list[CitationOfPage]:
    """Return the citations of a page, in the order in which it uses them.

    `labels` and `line` narrow them down to those of these marks, and to those of the statement on
    a line of the page's file. `UserError` where there is none of them.
    """
    facts = snapshot.wiki.at(path)
    if facts is None:
        raise UserError(f"No page is at {path!r}.", "`wiki search` finds pages by words.")
    page = snapshot.wiki.page(facts.slug)
    stated = _statements_by_label(page)
    wanted = [
        label
        for label in page.labels
        if (not labels or label in labels)
        and (not line or any(line == one.line for one in stated.get(label, ())))
    ]
    if not wanted and (labels or line):
        asked = ", ".join(sorted(labels)) if labels else f"line {line}"
        raise UserError(
            f"{path} has no citation at {asked}.", "Ask for the page without it to see them all."
        )
    return [_citation(snapshot, page, label, stated.get(label, ())) for label in wanted]


def _statements_by_label(page: Page) -> dict[str, tuple[CitedStatement, ...]]:
    found: dict[str, list[CitedStatement]] = {}
    for piece in pieces_of_page(page):
        if "[^" in piece.raw:
            for label in dict.fromkeys(footnotes.find_marks(piece.raw)):
                found.setdefault(label, []).append(CitedStatement(piece.line, show_piece(piece)))
    return {label: tuple(rows) for label, rows in found.items()}


def _citation(
    snapshot: Snapshot, page: Page, label: str, stated: tuple[CitedStatement, ...]
) -> CitationOfPage:
    text = page.definitions.get(label, "")
    found = citations.parse(label, text, page.path) if text else None
    if found is None:
        return CitationOfPage(label, stated, note=text)
    record = snapshot.wiki.records.get(found.source)
    source = snapshot.source_or_none(found.source) if found.unit not in PARTS else None
    return CitationOfPage(
        label,
        stated,
        found.source,
        record.record if record else None,
        found.unit,
        tuple(QuotedPassage(quote, _lines(source, quote)) for quote in found.quotes),
    )


def _lines(source: Source | None, quote: Quote) -> tuple[tuple[int, str], ...]:
    if source is None:
        return ()
    rows = zip(source.locators, source.text.split("\n"), strict=False)
    there = [(at, text) for at, text in rows if quote.start <= at <= quote.end and text.strip()]
    return tuple(there[:MOST_RAW_LINES])
