"""Cut a source into blocks of prose: paragraphs, list items, table rows, with line and heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.core.language.words import find_words
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.markup.typography import write_out
from pipeline.core.values import Source
from pipeline.librarian.extractive.source.apparatus import (
    holds_content,
    is_apparatus_heading,
    is_doubtful_heading,
)
from pipeline.librarian.extractive.source.chart_tables import ChartTables, title_of_chart
from pipeline.librarian.extractive.source.site_markers import GAP as _GAP
from pipeline.librarian.extractive.source.site_markers import without_markers

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
_LINK = re.compile(
    r"!?\[[^\[\]]*\](?:\((?:[^()]|\([^()]*+\))*+\)|\[[^\[\]]*\])|<https?:[^<>]*>|https?://\S+|\[\[[^\[\]]*\]\]"
)
_COMMENT = re.compile(r"<!--.*?-->|\ufdd0", re.DOTALL)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|svg|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_BLOCK_TAG = re.compile(
    r"</?(?!(?:a|b|i|em|strong|code|kbd|span|sub|sup|small|u)\b)[a-z!?][^<>]*>", re.IGNORECASE
)
_RULE_CELL = re.compile(r"^:?-+:?$")
_HEADING_SIGNS = re.compile(r"[*_`#]|<[^<>]*>")


@dataclass(frozen=True)
class SourceBlock:
    """One block of a source.

    `text` is its Markdown on one line, and `line` its first line in the source's text, counted from
    0.
    """

    kind: Literal["paragraph", "item", "row", "quote"]
    text: str
    line: int
    headings: tuple[str, ...] = ()
    lead: str = ""  # the paragraph or item that introduces the list of an item
    lead_line: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    first: bool = False  # the first block under its heading
    # the texts of an item that was joined from several, or of a row with a comment in it
    parts: tuple[str, ...] = ()
    alone: bool = False  # the only row of its table
    chart: str | None = None  # of a row or a line that a chart became: the line that names it
    shown: bool = False  # code or a table stands right before it
    links: bool = False  # nothing but links: navigation
    task: bool = False  # a task: `- [ ] …`
    note: bool = False  # definitions of footnotes
    quoted: bool = False  # what somebody else says, in a block quote
    mail: bool = False  # of an e-mail, whose quotations repeat the mails before it
    tags: bool = False  # of a Markdown source, in which tags of HTML are no words

    @property
    def heading(self) -> str:
        """The nearest heading above the block, or an empty string."""
        return self.headings[-1] if self.headings else ""

    @cached_property
    def apparatus(self) -> str:
        """The heading above the block that marks it as no content, such as "References", or "".

        It is asked for with every sentence, so it is kept.
        """
        if sure := next((h for h in self.headings if is_apparatus_heading(h)), ""):
            return sure
        doubtful = next((h for h in self.headings if is_doubtful_heading(h)), "")
        return "" if not doubtful or holds_content(self.text) else doubtful

    @property
    def aside(self) -> bool:
        """Whether it states nothing: links, a task, a note, a caption, apparatus, a repeated mail.

        A chart's name and axes state nothing, nor do rows of a chart that has no name.
        """
        repeated = self.mail and self.quoted
        if self.chart is not None and (self.kind != "row" or not title_of_chart(self.chart)):
            return True
        return self.links or self.task or self.note or repeated or bool(self.apparatus)


@dataclass
class _ReadingState:
    lines: list[str]
    headings: list[tuple[int, str]] = field(default_factory=list)
    leads: list[tuple[str, int]] = field(default_factory=list)  # one for each open list
    last: tuple[str, int] = ("", 0)  # the paragraph right before, which may introduce a list
    items: int = 0
    quotes: int = 0
    fresh: bool = True  # nothing yet under this heading
    shown: bool = False  # code or a table came last
    charts: ChartTables = field(default_factory=ChartTables)
    # line and cells of each row of the open table
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def cut_blocks(source: Source) -> tuple[list[SourceBlock], dict[str, str]]:
    """Return the prose of a source in order, and the link references that it defines.

    Asides are among the blocks; comments are no prose. A reference is a label in capitals with its
    address.
    """
    if source.format == "text":
        return list(_plain_blocks(source.text)), {}
    env: dict[str, dict[str, dict[str, str]]] = {}
    text = blank_comments(source)
    text = without_markers(text) if source.format == "markdown" else text
    found = list(_walk(_PARSER.parse(text, env), text.split("\n")))
    references = {
        label: str(ref.get("href", ""))
        for label, ref in env.get("references", {}).items()
        if label[:1] != "^"
    }
    tags, mail = source.format == "markdown", source.format == "mail"
    return [replace(b, links=_only_links(b.text), tags=tags, mail=mail) for b in found], references


def blank_comments(source: Source) -> str:
    """Return a source's text with the same lines and a sign in the place of its comments.

    A comment alone on its lines leaves no sign. Only Markdown has comments here: the reader of HTML
    leaves none, and elsewhere `%%` are two signs like any others.
    """
    if source.format != "markdown":
        return source.text
    out: list[str] = []
    at = 0
    for start, end in text_mask.find_comments(source.text):
        out += (source.text[at:start], _GAP, "\n" * source.text.count("\n", start, end))
        at = end
    if not out:
        return source.text
    lines = "".join((*out, source.text[at:])).split("\n")
    return "\n".join(
        line if line.strip(f"> \t{_GAP}") else line.replace(_GAP, "") for line in lines
    )


def title_of(source: Source) -> str:
    """Return the source's title without the comments in it.

    The reader takes the title from the first heading as it stands.
    """
    if source.format != "markdown":
        return source.title
    shown, at = "", 0
    for start, end in text_mask.find_comments(source.title):
        shown, at = shown + source.title[at:start], end
    return " ".join((shown + source.title[at:]).split()) if at else source.title


def _plain_blocks(text: str) -> Iterator[SourceBlock]:
    """Cut plain text at blank lines; a short line without a full stop, alone, is a heading."""
    line, heading, fresh = 0, "", True
    for piece in re.split(r"(\n[ \t]*\n+)", text):
        words = " ".join(piece.split())
        start = line + (len(piece) - len(piece.lstrip("\n")))
        if (
            words
            and len(words) < 80
            and not re.search(r"[.!?:;,。！？：；、]$", words)
            and "\n" not in piece.strip()
        ):
            heading, fresh = words, True
        elif words:
            item = re.match(r"^(?:[-*•]|\d+[.)])\s+", words)
            yield SourceBlock(
                "paragraph",
                words[item.end() :] if item else words,
                start,
                (heading,) if heading else (),
                first=fresh,
            )
            fresh = False
        line += piece.count("\n")


def _only_links(text: str) -> bool:
    """Tell whether a block is navigation: mostly links, with few words beside them."""
    rest = _LINK.sub("", text)
    return rest != text and len(re.findall(r"\w+", rest)) < 4


def _walk(tokens: list[Token], lines: list[str]) -> Iterator[SourceBlock]:
    state = _ReadingState(lines)
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "heading_open":
            _enter_heading(state, int(token.tag[1]), tokens[i + 1].content)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            state.leads.append(state.last)
            state.items += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            state.leads.pop()
            state.last = ("", 0)  # what introduced this list does not introduce the next one
            state.items -= 1
        elif kind in ("blockquote_open", "blockquote_close"):
            state.quotes += 1 if kind.endswith("open") else -1
        elif kind == "tr_open":
            state.rows.append((token.map[0] if token.map else 0, []))
        elif kind == "table_close":
            yield from _table_rows(state)
        elif kind in ("fence", "code_block"):
            state.last, state.shown = ("", 0), True
        elif kind == "hr":
            state.last = ("", 0)
        elif kind == "html_block":
            yield from _html_blocks(state, token)
        elif kind == "inline":
            yield from _inline_blocks(state, token, tokens[i - 1].type, tokens[i - 2].type)


def _enter_heading(state: _ReadingState, level: int, text: str) -> None:
    words = " ".join(
        _HEADING_SIGNS.sub("", _LINK.sub(_link_words, _drop_gaps(write_out(text)))).split()
    )
    state.headings = [(n, h) for n, h in state.headings if n < level] + [(level, words)]
    state.last, state.fresh = ("", 0), True
    state.charts.leave()


def _link_words(m: re.Match[str]) -> str:
    inner = re.match(r"!?\[++([^\]]*+)\]", m.group())
    return inner[1].rsplit("|", 1)[-1] if inner else ""


def _drop_gaps(text: str) -> str:
    return " ".join(text.replace(_GAP, " ").split())


def _inline_blocks(
    state: _ReadingState, token: Token, parent: str, outer: str
) -> Iterator[SourceBlock]:
    if parent in ("td_open", "th_open"):
        state.rows[-1][1].append(_drop_gaps(token.content))
    elif parent == "paragraph_open":
        yield from _paragraph_blocks(state, token, outer)


def _paragraph_blocks(state: _ReadingState, token: Token, outer: str) -> Iterator[SourceBlock]:
    """Read a paragraph, in which comments, footnotes and the title of a callout may stand."""
    said, notes = _part_footnotes(token.content)
    line = token.map[0] if token.map else 0
    is_task = outer == "list_item_open" and markdown.is_task(said)
    for text, at in _pieces_of_paragraph(said, line, outer == "blockquote_open"):
        block = replace(_prose_block(state, text, at), task=is_task)
        # A further paragraph of an item continues the item, and not the line above the list.
        yield block if outer == "list_item_open" else replace(block, lead="", lead_line=0)
    if is_task:
        state.last = ("", line)  # what stands below a task is not read together with it
    for text, at in _pieces_of_paragraph(notes, line + said.count("\n"), False):
        yield replace(_prose_block(state, text, at), note=True)


def _part_footnotes(content: str) -> tuple[str, str]:
    """Part what a paragraph says from the footnotes defined in it, which end it."""
    lines = content.split("\n") if "[^" in content else []
    first = next(
        (i for i, line in enumerate(lines) if footnotes.find_definition_rows(line.lstrip())), None
    )
    if first is None:
        return content, ""
    return "".join(f"{line}\n" for line in lines[:first]), "\n".join(lines[first:])


def _between_comments(text: str) -> list[str]:
    """Return what stands between the comments of a text.

    No comment is looked for behind the last end of one.
    """
    end = text.rfind("-->") + len("-->") if "-->" in text else 0
    pieces, rest = _COMMENT.split(text[:end]), text[end:].split(_GAP)
    return [*pieces[:-1], pieces[-1] + rest[0], *rest[1:]]


def _pieces_of_paragraph(content: str, line: int, quoted: bool) -> Iterator[tuple[str, int]]:
    """Yield the pieces between comments, each with its line.

    The title of a callout is a piece of its own; its sign is left out.
    """
    sign = markdown.callout_sign(content) if quoted else ""
    content = content[len(sign) :]
    title, end, content = content.partition("\n") if sign else ("", "", content)
    for part, at in ((title, line), (content, line + len(end))):
        for piece in _between_comments(part):
            words = piece.lstrip()
            if words:
                yield " ".join(words.split()), at + piece[: len(piece) - len(words)].count("\n")
            at += piece.count("\n")


def _prose_block(state: _ReadingState, text: str, line: int) -> SourceBlock:
    lead, lead_line = state.leads[-1] if state.leads else ("", 0)
    kind: Literal["paragraph", "item", "quote"] = (
        "item" if state.items else "quote" if state.quotes else "paragraph"
    )
    path = tuple(h for _, h in state.headings)
    shown = state.shown
    state.last, state.shown = (text, line), False
    first, state.fresh = state.fresh, False
    quoted = state.quotes > 0
    return SourceBlock(
        kind,
        text,
        line,
        path,
        lead,
        lead_line,
        first=first,
        shown=shown,
        quoted=quoted,
        chart=state.charts.hear(text),
    )


def _html_blocks(state: _ReadingState, token: Token) -> Iterator[SourceBlock]:
    """Read the paragraphs inside HTML that stands in Markdown."""
    line = token.map[0] if token.map else 0
    for block in _BLOCK_TAG.split(_HIDDEN.sub(" ", token.content)):
        for text in (" ".join(piece.split()) for piece in block.split(_GAP)):
            if len(find_words(text)) > 3:
                yield _prose_block(state, text, line)


def _table_rows(state: _ReadingState) -> Iterator[SourceBlock]:
    rows = [(line, tuple(cells)) for line, cells in state.rows]
    rules = [
        i
        for i, (_, cells) in enumerate(rows)
        if any(cells) and all(_RULE_CELL.match(c) for c in cells if c)
    ]
    if rules:  # a caption stood in the header's place: the row above the second rule is the header
        rows = [rows[rules[0] - 1], *rows[rules[0] + 1 :]]
    path = tuple(h for _, h in state.headings)
    chart = state.charts.name_table(tuple(cells[0] for _, cells in rows if cells))
    for line, cells in rows[1:]:
        if any(cells):
            pieces = [" ".join(piece.split()) for piece in state.lines[line].split(_GAP)]
            parts = tuple(p for p in pieces if re.search(r"\w", p)) if len(pieces) > 1 else ()
            yield SourceBlock(
                "row",
                " ".join(pieces),
                line,
                path,
                cells=cells,
                header=rows[0][1],
                alone=len(rows) == 2,
                parts=parts,
                chart=chart,
            )
    state.rows, state.fresh, state.shown = [], False, True
    state.last = ("", 0)
