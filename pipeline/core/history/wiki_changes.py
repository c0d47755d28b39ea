"""What changed in a wiki between two of its states, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SourceEvent = Literal["new", "changed", "renamed", "replaced", "retracted", "status", "waits"]
PageEvent = Literal["new", "renamed", "merged", "gone"]
AnswerEvent = Literal["new", "changed", "gone"]


@dataclass(frozen=True)
class CitedPlace:
    """A claim that a statement cites: its label, its source, and where it stands there."""

    label: str
    source: str
    where: str  # in words: `line 14`, `page 3`


@dataclass(frozen=True)
class ToldStatement:
    """A cited statement as one state of the wiki tells it; the line is of the page's file."""

    path: str
    title: str  # of the page
    line: int
    text: str
    cites: tuple[CitedPlace, ...]


@dataclass(frozen=True)
class SupersededStatement:
    """What a page told as holding, and does not tell so since.

    `was` is how it stood before, `told` how its claim is told on the page now; None where it is
    not. `now` is what took its place there, where code can tell.
    """

    was: ToldStatement
    told: ToldStatement | None
    now: ToldStatement | None


@dataclass(frozen=True)
class ToldContradiction:
    """Two claims of which a page says that they contradict each other; or said, where `settled`.

    A side is the statement with the claim on that page; None where no sentence there cites it.
    """

    path: str
    title: str
    labels: tuple[str, str]
    sides: tuple[ToldStatement | None, ToldStatement | None]
    settled: bool = False


@dataclass(frozen=True)
class AnswerChange:
    """A page that answers a question, or sets values side by side."""

    event: AnswerEvent
    path: str
    title: str
    said: str  # its first sentence


@dataclass(frozen=True)
class PageChange:
    """What became of a page. `before` is the path where it stood, `old_title` what it was called.

    `path` is where it stands now; of a merged page, the page that it is part of; "" for one that is
    gone.
    """

    event: PageEvent
    path: str
    title: str
    type: str
    said: str = ""
    before: str = ""
    old_title: str = ""


@dataclass(frozen=True)
class SourceChange:
    """What became of a source. `page` is the path of its summary page, where it has one.

    `before` is its earlier path, or its earlier status; `status` is the status of now.
    """

    event: SourceEvent
    source: str
    title: str = ""
    page: str = ""
    published: str = ""
    before: str = ""
    status: str = ""


@dataclass(frozen=True)
class WordingChange:
    """A page that words anew what it has told before: how many statements, and the first of them.

    The claims are the same.
    """

    path: str
    title: str
    count: int
    first: ToldStatement


@dataclass(frozen=True)
class WikiChanges:
    """All that differs between two states of a wiki; each group whole, in the order of reading.

    `logged` counts the entries that the log has gained: `ingest`, `lint`, `query` and `upkeep`.
    """

    sources: tuple[SourceChange, ...] = ()
    superseded: tuple[SupersededStatement, ...] = ()
    contradicted: tuple[ToldContradiction, ...] = ()
    settled: tuple[ToldContradiction, ...] = ()
    answered: tuple[AnswerChange, ...] = ()
    compared: tuple[AnswerChange, ...] = ()
    learned: tuple[ToldStatement, ...] = ()
    pages: tuple[PageChange, ...] = ()
    reworded: tuple[WordingChange, ...] = ()
    taken_out: tuple[ToldStatement, ...] = ()
    logged: Mapping[str, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether a reader would see no difference."""
        return not any(
            (
                self.sources,
                self.superseded,
                self.contradicted,
                self.settled,
                self.answered,
                self.compared,
                self.learned,
                self.pages,
                self.reworded,
                self.taken_out,
            )
        )
