"""The values of the support check: a statement as it is judged, the verdict, and the doubt."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipeline.core.values import Standing

SupportKind = Literal["wholly", "partly", "not"]
# The number of a mark in a statement. Foreign text cannot hold it, for these characters are hidden
# ones, and are taken out of it.
MARK = re.compile("\ue000([0-9]+)\ue001")
_SPACE_AND_MARK = re.compile(rf" ?{MARK.pattern}")
# no quote says it; a limit that a quote has is left out; the quotes say it otherwise
Fault = Literal["adds", "drops", "changes"]


@dataclass(frozen=True)
class CitedSource:
    """A source as a judge is told of it.

    `name` is its path below `raw/`; `standing` is read from the document's own status.
    """

    name: str
    title: str = ""
    author: str = ""
    published: str = ""
    effective: str = ""
    standing: Standing = "unknown"


@dataclass(frozen=True)
class CitedQuote:
    """A quote as a judge is shown it, with the number of its mark in the statement.

    `under` is the heading in the source, `after` what stands before it there: the words just before
    it, the item or lead-in of its list, or the header of its table.
    """

    mark: int
    source: str
    text: str
    under: str = ""
    after: str = ""


@dataclass(frozen=True)
class SupportItem:
    """One cited statement of a page with all that a judge is shown of it.

    `statement` is plain text in which `MARK` finds the numbers of its marks. `sign` makes it a list
    item, with two blanks for each item around it. `before` and `following` are what stands around
    it on the page, as plain text. `raw` is the statement as the page has it, byte for byte.
    """

    slug: str
    title: str
    heading: str
    before: str
    sign: str
    statement: str
    following: str
    quotes: tuple[CitedQuote, ...]
    sources: tuple[CitedSource, ...]
    raw: str = field(default="", compare=False)
    labels: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def plain(self) -> str:
        """The statement without marks."""
        return _SPACE_AND_MARK.sub("", self.statement)

    @cached_property
    def key(self) -> str:
        """The digest of all that a judge is shown of the statement."""
        shown = (
            self.title, self.heading, self.before, self.sign, self.statement, self.following,
            self.quotes, self.sources,
        )  # fmt: skip
        return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def words_and_quotes(self) -> tuple[object, ...]:
        """Return what makes it the same statement wherever it stands: its words and its quotes."""
        return self.statement, tuple((q.mark, q.source, q.text) for q in self.quotes)


@dataclass(frozen=True)
class SupportVerdict:
    """What a judge says of one statement.

    `words` are those of the statement that the quotes do not support, `closest` those of a quote
    that come closest to them, both verbatim. All but `kind` is empty where it is `wholly`.
    """

    kind: SupportKind
    words: str = ""
    closest: str = ""
    fault: Literal["adds", "drops", "changes", ""] = ""
    why: str = ""


@dataclass(frozen=True)
class Doubt:
    """A statement of a page whose quotes do not show all that it says.

    `words` are those in doubt, `quote` the words of a source that come closest to them.
    """

    slug: str
    statement: str
    words: str
    quote: str
    fault: Fault
    why: str


def mark_with(number: int) -> str:
    """Return what stands for a mark in a statement."""
    return f"\ue000{number}\ue001"


@dataclass(frozen=True)
class Doubtful:
    """A statement with the verdict that its quotes do not wholly support it."""

    item: SupportItem
    verdict: SupportVerdict

    def as_doubt(self) -> Doubt:
        """Return what a proposal tells of it; the quote is the closest, else the first."""
        said, quotes = self.verdict, self.item.quotes
        return Doubt(
            self.item.slug,
            self.item.plain,
            said.words,
            said.closest or (quotes[0].text if quotes else ""),
            said.fault or "adds",
            said.why,
        )
