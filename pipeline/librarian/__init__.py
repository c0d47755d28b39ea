"""The protocols of the librarian, who reads sources and writes pages, and of those beside him.

These are the answerer, the reporter, the referee and the examiner. A librarian, an answerer, a
reporter or a referee is either a language model (`model/`) or the embedded rules (`extractive/`);
an examiner is a language model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, Protocol

from pipeline.core.answers.answer import AnswerDraft, PageRoute
from pipeline.core.answers.material import Material
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.changes.change_set import Extraction, PageEdits, Plan
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.errors import UserError
from pipeline.core.picture import Picture
from pipeline.core.reports.draft import ReportDraft
from pipeline.core.support.item import Doubtful, SupportItem, SupportVerdict
from pipeline.core.values import Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.transcript import PictureText
from pipeline.core.wiki.wiki import Wiki

Gate = Callable[[PageEdits], list[str]]
"""Check the edits of one page and return one sentence for each objection, empty if there is none.

The sentences are for whoever wrote the edits.
"""


class Librarian(Protocol):
    """Whoever reads sources and writes pages.

    Every method only answers a question; nothing is written to disk.
    """

    @property
    def name(self) -> Literal["model", "extractive"]:
        """The kind of librarian, as the proposal names it."""
        ...

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source and return what it states.

        Claim ids are preliminary: "1", "2", … in the order of the source.
        """
        ...

    def plan(self, reading: ReadSource, wiki: Wiki, schema: Schema) -> Plan:
        """Decide which pages the fresh claims create or change.

        Exactly one page of the plan is the summary page of the source.
        """
        ...

    def write(
        self, plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema, gate: Gate
    ) -> list[PageEdits | Refusal]:
        """Write every planned page, in the plan's order; a page that fails is a `Refusal`."""
        ...


DraftCheck = Callable[[AnswerDraft], list[str]]
"""Check a draft of an answer and return one sentence for each thing that does not hold."""


class Answerer(Protocol):
    """Whoever finds the pages for a question and answers it from what is shown of them."""

    @property
    def name(self) -> Literal["model", "extractive"]:
        """The kind of answerer, as an answer names it."""
        ...

    def route(self, asked: RouteRequest, known: Collection[str]) -> PageRoute:
        """Say which pages have to be read; `known` are the slugs of all pages."""
        ...

    def answer(
        self, question: str, material: Material, readings: Sequence[str], check: DraftCheck
    ) -> AnswerDraft:
        """Answer from the material alone; `readings` are what else the question may mean.

        `check` judges a draft, so that what does not hold can be mended once. Whoever asks strikes
        what still does not.
        """
        ...


ReportCheck = Callable[[ReportDraft], list[str]]
"""Check a draft of a report and return one sentence for each thing that does not hold."""


class Reporter(Protocol):
    """Whoever drafts a report from the statements that are shown."""

    @property
    def name(self) -> Literal["model", "extractive"]:
        """The kind of reporter, as a report names it."""
        ...

    def draft_report(self, asked: str, material: Material, check: ReportCheck) -> ReportDraft:
        """Draft a report from the material alone.

        `check` judges a draft, so that what does not hold can be mended once. Whoever asks strikes
        what still does not.
        """
        ...


class Examiner(Protocol):
    """Whoever says whether the quotes of a statement support it, and words anew what they do not.

    Only a language model does; the embedded rules write the words of their sources.
    """

    @property
    def examiner_key(self) -> str:
        """A key that changes whenever the same statement might be judged otherwise."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Why statements were not examined, each reason once."""
        ...

    def examine(self, items: Sequence[SupportItem]) -> list[SupportVerdict | None]:
        """Say of each statement, in their order, whether its quotes support it.

        None stands for one that was not examined. `UserError` where the server cannot be asked.
        """
        ...

    def reword(
        self,
        title: str,
        doubtful: Sequence[Doubtful],
        citations: Mapping[str, Citation],
        schema: Schema,
    ) -> dict[str, str]:
        """Return other words for doubtful statements of one page, by their words of now.

        `title` is that of the page, `citations` are its own, by label. A statement that is not
        among the answers stays as it is. `UserError` where the server cannot be asked.
        """
        ...


class Transcriber(Protocol):
    """Whoever reads pictures: a language model, or a program for text recognition."""

    @property
    def by(self) -> str:
        """The name of the model or program, as the kept text says it."""
        ...

    def transcribe(self, pictures: Sequence[Picture]) -> list[PictureText | UserError]:
        """Return what stands in each picture, in their order, or why that cannot be said.

        Where nothing can be asked any more, the error stands for all that are left.
        """
        ...


class Referee(Protocol):
    """Whoever judges whether the two statements of a pair are at odds."""

    @property
    def name(self) -> str:
        """Who judges: "extractive", or the name of the model."""
        ...

    @property
    def judge_key(self) -> str:
        """A key that changes whenever the same pair might be judged otherwise.

        It is a hash of the prompt and the model's name, or the version of the embedded rules.
        """
        ...

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge pairs, in their order; None stands for a pair that was not judged.

        A pair is not judged when the budget ends, or when the reply is of no use.
        """
        ...
