"""Write blocks as the document tree of pandoc, in JSON, so that nothing of a page is parsed again.

Every word is a string of the tree, so pandoc escapes it for each format; raw markup cannot be said
at all. A mark becomes a note that cites its source by the bibliography and quotes the passage, with
its place in the raw file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote as percent

from pipeline.core.reports.blocks import (
    CodeBlock,
    HeadingBlock,
    ListBlock,
    MarkRun,
    ParagraphBlock,
    PictureRun,
    QuoteBlock,
    Run,
    SpanRun,
    TableBlock,
    TextBlock,
    TextRun,
    plain_text,
)
from pipeline.core.reports.output_page import OutputPage
from pipeline.core.sources.csl_items import make_csl_item
from pipeline.core.text import shorten
from pipeline.core.wiki.citations import Citation, fragment_of_quote, place_in_words

API_VERSION = [1, 23, 1]  # of pandoc 3
LONGEST_QUOTE = 600
_MOST_QUOTES = 3  # of one claim
_NO_ATTRIBUTES: list[Any] = ["", [], []]
PICTURE_WIDTH = "5.2in"


class TreeWriter:
    """Writes the blocks of one page; notes are numbered as they come."""

    def __init__(self, page: OutputPage, pictures: Mapping[str, str]) -> None:
        """Write for `page`; `pictures` are where its charts are to be found, by their names."""
        self._page = page
        self._pictures = pictures
        self._notes: dict[str, int] = {}

    def document(self, blocks: Iterable[Any], meta: Mapping[str, Any]) -> str:
        """Return a whole document: blocks that are written already, and what is said of it."""
        said = {
            "title": meta_text(self._page.title),
            "lang": meta_text(self._page.language),
            "references": meta_value(list(self._references())),
            **meta,
        }
        return json.dumps(
            {"pandoc-api-version": API_VERSION, "meta": said, "blocks": [*blocks]},
            ensure_ascii=False,
        )

    def _references(self) -> Iterator[dict[str, Any]]:
        for source in self._page.sources:
            yield make_csl_item(
                source.label, source.path, source.title, source.author, source.published
            )

    # --- blocks ---

    def blocks(self, rows: Iterable[TextBlock]) -> list[Any]:
        """Return blocks as pandoc has them."""
        return [written for row in rows for written in self._block(row)]

    def _block(self, row: TextBlock) -> Iterator[Any]:
        match row:
            case HeadingBlock():
                yield heading(max(1, row.level - 1), self.runs(row.runs))
            case ParagraphBlock(runs=(PictureRun() as picture,)):
                yield self.figure(picture)
            case ParagraphBlock():
                yield {"t": "Para", "c": self.runs(row.runs)}
            case CodeBlock():
                yield {"t": "CodeBlock", "c": [_NO_ATTRIBUTES, row.text]}
            case ListBlock():
                items = [self.blocks(item) for item in row.items]
                if row.ordered:
                    style = [1, {"t": "Decimal"}, {"t": "Period"}]
                    yield {"t": "OrderedList", "c": [style, items]}
                else:
                    yield {"t": "BulletList", "c": items}
            case QuoteBlock():
                yield {"t": "BlockQuote", "c": self.blocks(row.blocks)}
            case TableBlock():
                yield self.table(row)

    def figure(self, picture: PictureRun) -> Any:
        """Return a chart as a figure, with its title below and its values as alternative text."""
        spec = self._page.charts[picture.name]
        inner = {"t": "Plain", "c": [self.picture(picture)]}
        caption = [{"t": "Plain", "c": words(spec.title)}]
        return {"t": "Figure", "c": [_NO_ATTRIBUTES, [None, caption], [inner]]}

    def picture(self, picture: PictureRun, below: str | None = None) -> Any:
        """Return a picture, described by its alternative text.

        Slides show what describes it below it; `below` is what they show instead.
        """
        attributes = ["", [], [["width", PICTURE_WIDTH]]]
        address, said = self._pictures[picture.name], picture.alternative
        if below is None:
            return {"t": "Image", "c": [attributes, words(said), [address, ""]]}
        return {"t": "Image", "c": [attributes, words(below), [address, said]]}

    def table(self, row: TableBlock, notes: bool = True) -> Any:
        """Return a table; without `notes` its marks are left out."""
        count = len(row.head)
        column = [{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]
        body = [self._row(cells[:count], notes) for cells in row.rows]
        return {
            "t": "Table",
            "c": [
                _NO_ATTRIBUTES,
                [None, []],
                [column] * count,
                [_NO_ATTRIBUTES, [self._row(row.head, notes)]],
                [[_NO_ATTRIBUTES, 0, [], body]],
                [_NO_ATTRIBUTES, []],
            ],
        }

    def _row(self, cells: Sequence[Sequence[TextRun]], notes: bool) -> Any:
        return [_NO_ATTRIBUTES, [self._cell(cell, notes) for cell in cells]]

    def _cell(self, runs: Sequence[TextRun], notes: bool) -> Any:
        inner = [{"t": "Plain", "c": self.runs(runs, notes)}]
        return [_NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, inner]

    # --- runs ---

    def runs(self, rows: Sequence[TextRun], notes: bool = True) -> list[Any]:
        """Return runs of text as pandoc has them; without `notes` the marks are left out."""
        found: list[Any] = []
        for row in rows:
            match row:
                case Run(code=True):
                    found.append({"t": "Code", "c": [_NO_ATTRIBUTES, row.text]})
                case Run():
                    found += words(row.text)
                case SpanRun():
                    found.append(self._span(row, notes))
                case MarkRun():
                    found += self._note(row.label, found[-1:]) if notes else []
                case PictureRun():
                    found.append(self.picture(row))
        return found

    def _span(self, row: SpanRun, notes: bool) -> Any:
        inner = self.runs(row.runs, notes)
        if row.kind == "link":
            return {"t": "Link", "c": [_NO_ATTRIBUTES, inner, [row.address, ""]]}
        return {"t": "Emph" if row.kind == "emphasis" else "Strong", "c": inner}

    def _note(self, label: str, before_it: list[Any]) -> list[Any]:
        """Return a mark as a note; a raised comma parts it from a note right before it."""
        citation = self._page.citations.get(label)
        if citation is None:
            return []
        before = self._notes.get(label)
        self._notes.setdefault(label, len(self._notes) + 1)
        said = self._cited(citation)
        if before:
            said += words(f", as in an earlier note ({label}).")
        else:
            said += words(": ") + self.quotes(citation)
        note = {"t": "Note", "c": [{"t": "Para", "c": said}]}
        follows = before_it and before_it[0]["t"] == "Note"
        return [{"t": "Superscript", "c": words(",")}, note] if follows else [note]

    def _cited(self, citation: Citation) -> list[Any]:
        source = self._page.source_by_path.get(citation.source)
        if source is None:
            return words(citation.label)
        cited = {
            "citationId": source.label,
            "citationPrefix": [],
            "citationSuffix": [],
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 1,
            "citationHash": 0,
        }
        return [{"t": "Cite", "c": [[cited], words(source.label)]}]

    def quotes(self, citation: Citation) -> list[Any]:
        """Return the quotes of a claim, each with its place in the raw file."""
        found: list[Any] = []
        for number, quote in enumerate(citation.quotes[:_MOST_QUOTES]):
            found += words("; ") if number else []
            found += words(f"“{shorten(quote.text, LONGEST_QUOTE)}” (")
            place = words(f"{citation.source}, {place_in_words(quote, citation.unit)}")
            if self._page.address and citation.unit == "line":
                way = percent(citation.source, safe="/-._~")
                where = f"{self._page.address}/{way}{fragment_of_quote(quote, citation.unit)}"
                found.append({"t": "Link", "c": [_NO_ATTRIBUTES, place, [where, ""]]})
            else:
                found += place
            found += words(")")
        more = len(citation.quotes) - _MOST_QUOTES
        return found + (words(f"; and {more} more of this claim") if more > 0 else [])


def words(text: str) -> list[Any]:
    """Return plain text as words and spaces."""
    found: list[Any] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": word})
    return found


def heading(level: int, runs: list[Any]) -> Any:
    """Return a heading."""
    return {"t": "Header", "c": [level, _NO_ATTRIBUTES, runs]}


def notes_block(blocks: list[Any]) -> Any:
    """Return what stands in the speaker's notes of a slide."""
    return {"t": "Div", "c": [["", ["notes"], []], blocks]}


def reference_list() -> Any:
    """Return the place where the bibliography is put."""
    return {"t": "Div", "c": [["refs", [], []], []]}


def meta_text(text: str) -> Any:
    """Return a text as a value of the document's metadata."""
    return {"t": "MetaInlines", "c": words(text)}


def meta_value(value: Any) -> Any:
    """Return plain values as values of the document's metadata."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: meta_value(one) for key, one in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [meta_value(one) for one in value]}
    return meta_text(str(value))


__all__ = ["TreeWriter", "heading", "notes_block", "plain_text", "reference_list", "words"]
