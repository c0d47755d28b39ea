"""A page as blocks and runs of text, for documents that are not Markdown.

Only what a page of the wiki may hold is known. Everything else is text: HTML is never taken for
markup, a link leads to the web or becomes its words, and a picture is one of our charts or its
alternative text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.paths import slug_of_path
from pipeline.core.reports.output_page import OutputPage
from pipeline.core.wiki.citations import from_link

if TYPE_CHECKING:
    from markdown_it.token import Token

# Stand for marks and links between pages while Markdown is read; a page cannot hold them itself.
_OPEN, _BAR, _CLOSE = "\ue000", "\ue001", "\ue002"
_OURS = re.compile(f"{_OPEN}([mp])([^{_OPEN}{_BAR}{_CLOSE}]*){_BAR}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WEB = re.compile(r"https?://[^\s<>\"'`]+\Z")


@dataclass(frozen=True)
class Run:
    """A run of plain text, or of code."""

    text: str
    code: bool = False


@dataclass(frozen=True)
class MarkRun:
    """The mark of a claim."""

    label: str


@dataclass(frozen=True)
class SpanRun:
    """Runs that are emphasised, or that lead to an address on the web."""

    kind: Literal["emphasis", "strong", "link"]
    runs: tuple[TextRun, ...]
    address: str = ""


@dataclass(frozen=True)
class PictureRun:
    """One of the charts of the page, by its name."""

    name: str
    alternative: str


TextRun: TypeAlias = Run | MarkRun | SpanRun | PictureRun
Runs: TypeAlias = tuple[TextRun, ...]


@dataclass(frozen=True)
class HeadingBlock:
    """A heading; `level` is 2 for a section of a page."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class ParagraphBlock:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True)
class CodeBlock:
    """Lines of code."""

    text: str


@dataclass(frozen=True)
class ListBlock:
    """A list; each item is blocks."""

    ordered: bool
    items: tuple[tuple[TextBlock, ...], ...]


@dataclass(frozen=True)
class QuoteBlock:
    """Blocks that are set apart as a quote."""

    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table: its header, and its rows of the same length."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


TextBlock: TypeAlias = (
    HeadingBlock | ParagraphBlock | CodeBlock | ListBlock | QuoteBlock | TableBlock
)


def blocks_of(page: OutputPage) -> tuple[TextBlock, ...]:
    """Return the body of a page as blocks, its footnotes left out."""
    from markdown_it import MarkdownIt  # takes 30 ms

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(_with_stand_ins(page))
    return tuple(_BlockReader(page).blocks(tokens))


def plain_text(runs: Sequence[TextRun]) -> str:
    """Return runs as text, without marks and pictures."""
    parts = []
    for run in runs:
        if isinstance(run, Run):
            parts.append(run.text)
        elif isinstance(run, SpanRun):
            parts.append(plain_text(run.runs))
    return "".join(parts)


def labels_in(runs: Sequence[TextRun]) -> Iterator[str]:
    """Yield the marks among runs, in order."""
    for run in runs:
        if isinstance(run, MarkRun):
            yield run.label
        elif isinstance(run, SpanRun):
            yield from labels_in(run.runs)


def _with_stand_ins(page: OutputPage) -> str:
    """Return the body with stand-ins for its marks and the links between its pages."""
    body = _PRIVATE.sub("", strip_hidden_lines(page.page.body))
    masked = text_mask.mask(body)
    places: list[tuple[int, int, str]] = []
    for mark in footnotes.find_mark_places(masked):
        label = body[mark.start() : mark.end()].strip("[]").removeprefix("^")
        places.append((mark.start(), mark.end(), f"{_OPEN}m{label}{_BAR}{_CLOSE}"))
    for link in markdown.find_links(body, masked):
        if link.kind == "wiki":
            words = _words_of_link(body[link.start : link.end], link.target, page.titles)
            places.append((link.start, link.end, f"{_OPEN}p{_BAR}{words}{_CLOSE}"))
    for start, end, new in sorted(places, reverse=True):
        body = body[:start] + new + body[end:]
    return body


def strip_hidden_lines(text: str) -> str:
    """Return a text without hidden characters, its lines as they are."""
    return "\n".join(strip_hidden(line) for line in text.split("\n"))


def _words_of_link(written: str, target: str, titles: Mapping[str, str]) -> str:
    inner = written.strip("[]!")
    _, bar, words = inner.replace("\\|", "|").partition("|")
    shown = words if bar else titles.get(slug_of_path(target), target)
    return re.sub(r"[|\n`*_\[\]<>\\]", " ", markdown.to_plain_text(shown)).strip()


class _BlockReader:
    """Reads the tokens of a page one after the other."""

    def __init__(self, page: OutputPage) -> None:
        self._page = page

    def blocks(self, tokens: Sequence[Token]) -> Iterator[TextBlock]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _end_of(tokens, at)
            inner = tokens[at + 1 : end]
            match token.type:
                case "heading_open":
                    yield HeadingBlock(int(token.tag[1:]), self._runs(inner))
                case "paragraph_open":
                    yield ParagraphBlock(self._runs(inner))
                case "bullet_list_open" | "ordered_list_open":
                    items = tuple(tuple(self.blocks(item)) for item in _parts(inner, "list_item"))
                    yield ListBlock(token.type.startswith("ordered"), items)
                case "blockquote_open":
                    yield QuoteBlock(tuple(self.blocks(inner)))
                case "table_open":
                    rows = [
                        tuple(self._runs(cell) for cell in _cells(row))
                        for row in _parts(inner, "tr")
                    ]
                    if rows:
                        yield TableBlock(rows[0], tuple(rows[1:]))
                case "fence" | "code_block":
                    yield CodeBlock(token.content.rstrip("\n"))
            at = end + 1

    def _runs(self, tokens: Sequence[Token]) -> Runs:
        inline = [child for token in tokens for child in token.children or ()]
        return tuple(self._inline(inline))

    def _inline(self, tokens: Sequence[Token]) -> Iterator[TextRun]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _end_of(tokens, at)
            inner = tokens[at + 1 : end]
            match token.type:
                case "em_open" | "strong_open":
                    kind: Literal["emphasis", "strong"] = (
                        "emphasis" if token.tag == "em" else "strong"
                    )
                    yield SpanRun(kind, tuple(self._inline(inner)))
                case "link_open":
                    address = str(token.attrGet("href") or "")
                    runs = tuple(self._inline(inner))
                    if _WEB.match(address):
                        yield SpanRun("link", runs, address)
                    else:
                        yield from runs
                case "image":
                    yield self._picture(token)
                case "code_inline":
                    yield Run(token.content, code=True)
                case "softbreak" | "hardbreak":
                    yield Run(" ")
                case _:
                    yield from _text(token.content)
            at = end + 1

    def _picture(self, token: Token) -> TextRun:
        said = "".join(child.content for child in token.children or ()) or token.content
        alternative = _OURS.sub(lambda m: m[3], said)
        target = from_link(self._page.page.path, str(token.attrGet("src") or ""))
        name = target.rpartition("/")[2].removesuffix(".svg")
        if target.endswith(".svg") and name in self._page.charts:
            return PictureRun(name, alternative)
        return Run(alternative)


def _text(content: str) -> Iterator[TextRun]:
    at = 0
    for found in _OURS.finditer(content):
        if found.start() > at:
            yield Run(content[at : found.start()])
        yield MarkRun(found[2]) if found[1] == "m" else Run(found[3])
        at = found.end()
    if content[at:]:
        yield Run(content[at:])


def _end_of(tokens: Sequence[Token], at: int) -> int:
    """Return the index of the token that closes the one at an index; that index if none does."""
    if tokens[at].nesting != 1:
        return at
    depth = 0
    for number in range(at, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number
    return len(tokens)


def _parts(tokens: Sequence[Token], name: str) -> Iterator[Sequence[Token]]:
    """Yield what stands inside each element of a name, at whatever depth the first one stands."""
    at = 0
    while at < len(tokens):
        if tokens[at].type == f"{name}_open":
            end = _end_of(tokens, at)
            yield tokens[at + 1 : end]
            at = end
        at += 1


def _cells(row: Sequence[Token]) -> Iterator[Sequence[Token]]:
    at = 0
    while at < len(row):
        if row[at].type in ("th_open", "td_open"):
            end = _end_of(row, at)
            yield row[at + 1 : end]
            at = end
        at += 1
