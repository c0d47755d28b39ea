"""The shapes of the model's replies about a source, a plan, an answer, a chart and a report."""

from __future__ import annotations

from typing import Any, Literal

from pipeline.core.changes import change_set
from pipeline.core.charts.draft import DraftedForm
from pipeline.librarian.model.steps.edit_replies import UnmetReply
from pipeline.librarian.model.steps.read_reply import ModelReply


class TranscribeReply(ModelReply):
    """The answer to the step `transcribe`."""

    words: str
    description: str


class ConceptReply(ModelReply):
    """A concept of the source with its other names."""

    name: str
    aliases: list[str]


class ClaimReply(ModelReply):
    """A claim as the model extracted it."""

    text: str
    quotes: list[str]
    importance: int
    concepts: list[str]
    heading: str


class ExtractReply(ModelReply):
    """The answer to the step `extract`."""

    title: str
    author: str
    published: str
    status: str
    effective: str
    summary: str
    key_concepts: list[ConceptReply]
    claims: list[ClaimReply]


class MendedClaim(ModelReply):
    """A claim with new quotes; it has none if nothing in the source supports it."""

    number: int
    text: str
    quotes: list[str]


class QuotesReply(ModelReply):
    """The answer to the question for better quotes."""

    claims: list[MendedClaim]


class PageReply(ModelReply):
    """One planned page; `page` is the slug of an existing one, or empty."""

    page: str
    title: str
    type: str
    about: str
    aliases: list[str]
    claims: list[str]
    why: str


class ConflictReply(ModelReply):
    """How claims stand to one another."""

    topic: str
    relation: change_set.Relation
    current: list[str]
    other: list[str]
    since: str
    note: str
    pages: list[str]


class LeftOutReply(ModelReply):
    """Claims that go on no page."""

    claims: list[str]
    reason: str


class PlanReply(ModelReply):
    """The answer to the step `plan`."""

    summary_claims: list[str]
    summary_aliases: list[str]
    pages: list[PageReply]
    conflicts: list[ConflictReply]
    left_out: list[LeftOutReply]


class ReviewedPlanReply(PlanReply):
    """The answer to the step `plan` where reviewers asked for something."""

    unmet: list[UnmetReply]


class RouteReply(ModelReply):
    """The answer to the step `route`: pages to read, and how the question stands."""

    pages: list[str]
    stands: Literal["clear", "open", "elsewhere"]
    readings: list[str]
    looks_for: str
    why: str


class AnswerSentenceReply(ModelReply):
    """One sentence of an answer, with the marks and pages it rests on."""

    text: str
    labels: list[str]
    pages: list[str]
    reckoned: str


class AnswerReply(ModelReply):
    """The answer to the step `answer`."""

    status: Literal["answered", "unknown", "ask_back"]
    sentences: list[AnswerSentenceReply]
    unknown: list[str]
    ask_back: list[str]


class ReportSentenceReply(AnswerSentenceReply):
    """A sentence of a report, and the heading of its section; empty in the summary."""

    section: str


class ReportReply(ModelReply):
    """The answer to the step `report`."""

    title: str
    sentences: list[ReportSentenceReply]
    charts: list[str]
    unknown: list[str]


class ChartValueReply(ModelReply):
    """One value of a chart: its mark, how the quote has it, and what it is of."""

    label: str
    written: str
    of: str
    across_label: str
    across_written: str


class ChartReply(ModelReply):
    """The answer to the step `chart`."""

    title: str
    form: DraftedForm
    quantity: str
    across_quantity: str
    values: list[ChartValueReply]
    unknown: list[str]


class RewordedReply(ModelReply):
    """A statement in other words, as it is to stand on the page; empty where it stays."""

    number: int
    text: str


class RepairSupportReply(ModelReply):
    """The answer to the request that has doubtful statements of a page worded anew."""

    statements: list[RewordedReply]


class NewWordsReply(ModelReply):
    """What is to stand in the place of one remnant; empty where nothing is left to say."""

    statement: int
    text: str


class RewordReply(ModelReply):
    """The answer to the step `reword`."""

    statements: list[NewWordsReply]


class LooseRewordReply(ModelReply):
    """The answer to `reword` with rows not yet read, so that one wrong row spoils no other."""

    statements: list[Any]
