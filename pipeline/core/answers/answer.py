"""An answer as a value: sentences with the marks they rest on, what is not known, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pipeline.core.answers.material import Material
from pipeline.core.wiki.citations import Citation

AnswerStatus = Literal["answered", "unknown", "ask_back"]


@dataclass(frozen=True)
class AnswerSentence:
    """One sentence of an answer.

    `labels` are the marks of the claims that it rests on. `pages` are the slugs of pages that say
    it without a mark, as they do of a source's status, author and date. `reckoned` is the formula
    of a number that stands in no source, such as "2600 + 100 = 2700".
    """

    text: str
    labels: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    reckoned: str = ""


@dataclass(frozen=True)
class AnswerDraft:
    """What an answerer says, before code has looked at it.

    `unknown` are sentences that say which part of the question the pages do not answer; `ask_back`
    are the readings of a question that fits several things, each a whole question.
    """

    status: AnswerStatus
    sentences: tuple[AnswerSentence, ...] = ()
    unknown: tuple[str, ...] = ()
    ask_back: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageRoute:
    """Which pages have to be read to answer a question, the most likely first.

    `readings` are given where the question fits several things with different answers. `looks_for`
    are words that would stand beside the answer.
    """

    pages: tuple[str, ...]
    readings: tuple[str, ...] = ()
    looks_for: str = ""


@dataclass(frozen=True)
class CitedPage:
    """A page that an answer names, with the line of its first statement that the answer uses."""

    slug: str
    title: str
    path: str
    line: int = 0


@dataclass(frozen=True)
class Answer:
    """An answer that code has checked: what did not hold is struck, and stands in `struck`.

    `cited` are the pages that each sentence names, in the order of the sentences, and `citations`
    those of all labels. `nearest` are pages that come near where nothing is known. `joins` says
    that no section of the wiki holds all marks of the answer, so that it is worth keeping. `commit`
    is the one whose wiki was asked. `filed` is the slug of the page on which the question was kept,
    where the answer is read from there.
    """

    question: str
    status: AnswerStatus
    sentences: tuple[AnswerSentence, ...] = ()
    unknown: tuple[str, ...] = ()
    ask_back: tuple[str, ...] = ()
    struck: tuple[tuple[AnswerSentence, str], ...] = ()
    cited: tuple[tuple[CitedPage, ...], ...] = ()
    citations: Mapping[str, Citation] = field(default_factory=lambda: MappingProxyType({}))
    nearest: tuple[CitedPage, ...] = ()
    joins: bool = False
    commit: str = ""
    filed: str = ""
    material: Material = field(default_factory=Material, compare=False, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """All marks of the answer, each once, in the order of its sentences."""
        return tuple(dict.fromkeys(x for said in self.sentences for x in said.labels))

    @property
    def why_asked_back(self) -> tuple[str, str]:
        """Why a question is asked back, and what to do: two sentences, without their last sign."""
        if len(self.ask_back) == 1:
            return "The question does not say all that it is about", "Ask this"
        return "The question may be meant in several ways", "Ask one of these"

    @property
    def pages(self) -> tuple[CitedPage, ...]:
        """All pages that the answer names, each once."""
        return tuple({page.slug: page for some in self.cited for page in some}.values())
