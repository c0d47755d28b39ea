"""Whoever does the reading and writing, a model or the embedded extractive engine, behind one
protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from pipeline.core.changes.change_set import Extraction, PageEdits, Plan
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.values import Source
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

Gate = Callable[[PageEdits], list[str]]
"""Return what the gate has against the edits of one page, as sentences for whoever wrote them;
empty: nothing."""


class Librarian(Protocol):
    """Reads sources and writes pages. Every method is a pure question: nothing is written to
    disk."""

    @property
    def name(self) -> Literal["model", "extractive"]:
        """Who it is, as the proposal says."""
        ...

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source. Claim ids are preliminary: "1", "2", … in the order of the source."""
        ...

    def plan(self, reading: ReadSource, wiki: Wiki, schema: Schema) -> Plan:
        """Decide which pages the fresh claims create or change. Exactly one page is the summary."""
        ...

    def write(
        self, plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema, gate: Gate
    ) -> list[PageEdits | Refusal]:
        """Write every planned page, in the plan's order."""
        ...


class Referee(Protocol):
    """Judges whether statements are at odds. `judge_key` changes when the same pair might be judged
    otherwise."""

    @property
    def name(self) -> str:
        """Who judges: "extractive", or the model's name."""
        ...

    @property
    def judge_key(self) -> str:
        """The hash of the prompt and the name of the model, or the version of the embedded
        rules."""
        ...

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge pairs, in their order; None for one that was not judged (the budget's end, a reply
        of no use)."""
        ...
