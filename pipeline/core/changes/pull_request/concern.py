"""One thing that a pull request asks its reviewer to look at, and the kinds there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import mark_source

ConcernKind = Literal["contradiction", "removed", "doubtful", "not compared", "skipped", "left out"]
# in the order in which they are shown, with what several of them are called
KINDS: dict[ConcernKind, str] = {
    "contradiction": "contradictions",
    "removed": "removed",
    "doubtful": "doubtful",
    "not compared": "not compared",
    "skipped": "about the reading",
    "left out": "left out",
}


@dataclass(frozen=True)
class Concern:
    """One line for the reviewer: what it is, and the rest of the line in inert Markdown.

    `number` says which of several sources it is about, counted from 0; -1 where that says nothing.
    `count` says how many things the line names.
    """

    kind: ConcernKind
    lead: str
    text: str
    number: int = 0
    count: int = 1

    def line(self, parts: Sequence[Part]) -> str:
        """Return the line as an item of a list."""
        mark = mark_source(self.number, parts) if self.number >= 0 else ""
        return f"- {mark}{' ' if mark else ''}**{self.lead}** {self.text}".rstrip()
