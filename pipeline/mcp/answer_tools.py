"""The tools that answer: `ask`, `context_pack`."""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import Field

from pipeline.adapters.git.history import find_day
from pipeline.core.answers.answer import Answer, CitedPage
from pipeline.core.answers.as_text import answer_as_lines
from pipeline.core.answers.as_values import answer_as_values
from pipeline.core.answers.material import KnownSource, ShownStatement
from pipeline.core.text import shorten
from pipeline.mcp.pieces import take_rows
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import AnswerRow, PageName, ToolAnswer, ToolArguments, fence
from pipeline.operations.ask.ask import AskOptions, WikiToAsk, ask_question
from pipeline.operations.ask.choose_answerer import choose_answerer
from pipeline.operations.ask.open_wiki import open_wiki
from pipeline.operations.ask.pack_context import ContextPack, pack_context

LONGEST_TEXT = 800  # characters of a sentence or a quote
ROOM_OF_SENTENCES, ROOM_OF_QUOTES = 7_000, 6_000  # characters, as JSON
_Question = Annotated[
    str, Field(min_length=1, max_length=2_000, description="A question, in any words.")
]


class AskArguments(ToolArguments):
    """What `ask` is asked."""

    question: _Question
    pages: list[PageName] = Field(
        default=[], max_length=10, description="only these pages; without any they are searched"
    )
    as_of: str = Field(
        default="",
        max_length=200,
        description="the wiki as it was: a day such as 2026-04-11, a commit, a branch or a tag",
    )


class SentenceOfAnswer(AnswerRow):
    """A sentence, with the marks of the claims that it rests on and the pages that say them."""

    text: str
    labels: list[str]
    pages: list[str]
    reckoned: str = Field(description="the formula of a number that stands in no source")


class QuoteOfAnswer(AnswerRow):
    """The first quote behind a mark."""

    label: str
    source: str
    line: int
    quote: str


class AskAnswer(ToolAnswer):
    """An answer of which code has checked that each sentence rests on what it cites.

    `unknown` says what the wiki does not say, and `nearest` which pages come near; `ask_back` are
    the readings of a question that fits several things. `handle` is what `file_answer` takes.
    """

    question: str
    status: Literal["answered", "unknown", "ask_back"]
    sentences: list[SentenceOfAnswer]
    unknown: list[str]
    ask_back: list[str]
    nearest: list[str]
    quotes: list[QuoteOfAnswer]
    joins: bool = Field(description="whether it joins what no section joins yet: worth keeping")
    filed: str = Field(description="the page on which the question was kept, if it was")
    librarian: str
    dollars: float
    notes: list[str]
    handle: str
    lines: list[str] = Field(exclude=True)

    def as_text(self) -> str:
        """Return the answer as the terminal shows it, between markers."""
        keep = f"\nWorth keeping: handle {self.handle}" if self.joins and self.handle else ""
        notes = "".join(f"\nNote: {note}" for note in self.notes)
        return f"{fence(chr(10).join(self.lines))}{notes}{keep}"


def ask(wiki: ServedWiki, asked: AskArguments) -> AskAnswer:
    """Answer a question from statements of the wiki, each sentence with what it rests on."""
    with wiki.repository() as repo:
        opened = open_wiki(repo, asked.as_of)
        rules = opened.snapshot.schema.rules
        wiki.refuse_if_spent(rules.budget.dollars_per_run)
        choice = choose_answerer(opened.snapshot.schema, None, os.environ, repo.private)
        try:
            options = AskOptions(pages=tuple(asked.pages))
            answer = ask_question(opened, asked.question, choice.answerer, options)
        finally:
            dollars = sum(step.dollars for step in choice.bill())
            wiki.add_cost(dollars)
        notes = [*choice.notes()]
        if asked.as_of:
            commit = opened.snapshot.commit
            notes.insert(0, f"As of {find_day(repo, commit)} ({commit[:12]}).")
    keepable = answer.status == "answered" and not (asked.as_of or answer.filed)
    return _ask_answer(
        answer,
        wiki.keep(answer_as_values(answer)) if keepable else "",
        choice.answerer.name,
        dollars,
        notes,
    )


def _ask_answer(
    answer: Answer, handle: str, librarian: str, dollars: float, notes: list[str]
) -> AskAnswer:
    pairs = [*zip(answer.sentences, answer.cited, strict=True)]
    sentences, _ = take_rows(
        pairs,
        0,
        len(pairs),
        lambda pair: SentenceOfAnswer(
            text=shorten(pair[0].text, LONGEST_TEXT),
            labels=[*pair[0].labels],
            pages=[page.path for page in pair[1]],
            reckoned=shorten(pair[0].reckoned, 200),
        ),
        ROOM_OF_SENTENCES,
    )
    cited = [(label, c) for label, c in answer.citations.items() if c.quotes]
    quotes, _ = take_rows(
        cited,
        0,
        len(cited),
        lambda pair: QuoteOfAnswer(
            label=pair[0],
            source=pair[1].source,
            line=pair[1].quotes[0].start,
            quote=shorten(pair[1].quotes[0].text, LONGEST_TEXT),
        ),
        ROOM_OF_QUOTES,
    )
    return AskAnswer(
        question=answer.question,
        status=answer.status,
        sentences=sentences,
        unknown=[shorten(text, LONGEST_TEXT) for text in answer.unknown[:5]],
        ask_back=[shorten(text, LONGEST_TEXT) for text in answer.ask_back[:5]],
        nearest=[_nearest(page) for page in answer.nearest[:5]],
        quotes=quotes,
        joins=answer.joins,
        filed=answer.filed,
        librarian=librarian,
        dollars=round(dollars, 6),
        notes=[*notes],
        handle=handle,
        lines=_lines_that_fit(answer_as_lines(answer)),
    )


def _nearest(page: CitedPage) -> str:
    return shorten(f"{page.title} ({page.path})", 400)


def _lines_that_fit(lines: list[str]) -> list[str]:
    found: list[str] = []
    left = ROOM_OF_SENTENCES + ROOM_OF_QUOTES
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            return [*found, "… (the rest is left out)"]
        found.append(line)
    return found


class PackArguments(ToolArguments):
    """What `context_pack` is asked."""

    question: _Question
    tokens: int = Field(default=1_500, ge=100, le=3_000, description="how much it may take")


class PackedStatement(AnswerRow):
    """A statement with its marks; `id` is the page, `line` where it stands in the page's file."""

    id: str
    title: str
    heading: str
    line: int
    text: str


class PackedSource(AnswerRow):
    """What is known of a source; marks of its claims begin with `label`."""

    label: str
    path: str
    title: str
    status: str
    published: str


class PackAnswer(ToolAnswer):
    """The statements worth having for a question: those that hold now, then those of the past."""

    current: list[PackedStatement]
    superseded: list[PackedStatement]
    sources: list[PackedSource]
    tokens: int

    def as_text(self) -> str:
        """Return the statements under the names of their pages."""
        rows = [*_as_rows(self.current)]
        if self.superseded:
            rows += ["", "Told as superseded or as history:", *_as_rows(self.superseded)]
        if self.sources:
            rows += ["", "Sources:", *(f"- {_about(one)}" for one in self.sources)]
        return fence("\n".join(rows) or "The wiki holds nothing that shares a word with it.")


def _about(one: PackedSource) -> str:
    return ", ".join(x for x in (one.label, one.title, one.status, one.published, one.path) if x)


def _as_rows(statements: list[PackedStatement]) -> list[str]:
    rows: list[str] = []
    page = ""
    for said in statements:
        if said.id != page:
            rows.append(f"{said.title} ({said.id})")
            page = said.id
        rows.append(f"- {f'{said.heading}: ' if said.heading else ''}{said.text}")
    return rows


def context_pack(wiki: ServedWiki, asked: PackArguments) -> PackAnswer:
    """Return the statements of the wiki that are worth having for a question."""
    with wiki.snapshot() as snapshot:
        pack = pack_context(WikiToAsk(snapshot, wiki.ask), asked.question, asked.tokens)
    return PackAnswer(
        current=[_packed(said, pack) for said in pack.current],
        superseded=[_packed(said, pack) for said in pack.superseded],
        sources=[_packed_source(one) for one in pack.sources[:20]],
        tokens=pack.tokens,
    )


def _packed(said: ShownStatement, pack: ContextPack) -> PackedStatement:
    title, path = pack.titles[said.slug]
    return PackedStatement(
        id=path,
        title=shorten(title, 300),
        heading=shorten(said.heading, 200),
        line=said.line,
        text=said.text,
    )


def _packed_source(one: KnownSource) -> PackedSource:
    return PackedSource(
        label=one.label,
        path=one.path,
        title=shorten(one.title, 200),
        status=shorten(one.status, 100),
        published=one.published,
    )
