"""The shapes of the model's replies, and how a reply is read strictly into one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.core.changes import change_set
from pipeline.core.charts.draft import DraftedForm
from pipeline.core.claims.judgement import VerdictKind
from pipeline.core.support.item import SupportKind

T = TypeVar("T", bound=BaseModel)
_FENCED = re.compile(r"\A\s*```(?:json)?[ \t]*\n(?P<inner>.*)\n```\s*\Z", re.DOTALL)


class _Reply(BaseModel):
    # A run needs few of these shapes, so each is prepared when it is first asked for.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class TranscribeReply(_Reply):
    """The answer to the step `transcribe`."""

    words: str
    description: str


class ConceptReply(_Reply):
    """A concept of the source with its other names."""

    name: str
    aliases: list[str]


class ClaimReply(_Reply):
    """A claim as the model extracted it."""

    text: str
    quotes: list[str]
    importance: int
    concepts: list[str]
    heading: str


class ExtractReply(_Reply):
    """The answer to the step `extract`."""

    title: str
    author: str
    published: str
    status: str
    effective: str
    summary: str
    key_concepts: list[ConceptReply]
    claims: list[ClaimReply]


class MendedClaim(_Reply):
    """A claim with new quotes; it has none if nothing in the source supports it."""

    number: int
    text: str
    quotes: list[str]


class QuotesReply(_Reply):
    """The answer to the question for better quotes."""

    claims: list[MendedClaim]


class PageReply(_Reply):
    """One planned page; `page` is the slug of an existing one, or empty."""

    page: str
    title: str
    type: str
    about: str
    aliases: list[str]
    claims: list[str]
    why: str


class ConflictReply(_Reply):
    """How claims stand to one another."""

    topic: str
    relation: change_set.Relation
    current: list[str]
    other: list[str]
    since: str
    note: str
    pages: list[str]


class LeftOutReply(_Reply):
    """Claims that go on no page."""

    claims: list[str]
    reason: str


class PlanReply(_Reply):
    """The answer to the step `plan`."""

    summary_claims: list[str]
    summary_aliases: list[str]
    pages: list[PageReply]
    conflicts: list[ConflictReply]
    left_out: list[LeftOutReply]


class SectionReply(_Reply):
    """One section of a new page."""

    heading: str
    text: str


class CreateReply(_Reply):
    """The answer to the step `write_page` for a new page."""

    tldr: str
    sections: list[SectionReply]


class ReviseTldrReply(_Reply):
    """Replaces the TLDR."""

    op: Literal["revise_tldr"]
    text: str


class AddSectionReply(_Reply):
    """Adds a section."""

    op: Literal["add_section"]
    heading: str
    text: str
    after: str


class AppendReply(_Reply):
    """Adds to the end of a section."""

    op: Literal["append_to_section"]
    heading: str
    text: str


class ReplaceTextReply(_Reply):
    """Replaces a passage that stands once on the page."""

    op: Literal["replace_text"]
    find: str
    replace: str


class ReplaceSectionReply(_Reply):
    """Replaces a section's text."""

    op: Literal["replace_section"]
    heading: str
    text: str


class RenameSectionReply(_Reply):
    """Gives a section another heading."""

    op: Literal["rename_section"]
    heading: str
    to: str


class RemoveSectionReply(_Reply):
    """Removes a section."""

    op: Literal["remove_section"]
    heading: str


class AddAliasReply(_Reply):
    """Adds another name of the page."""

    op: Literal["add_alias"]
    alias: str


class RemovalReply(_Reply):
    """Something that the edits take away on purpose."""

    what: str
    reason: str


EditReply = Annotated[
    ReviseTldrReply
    | AddSectionReply
    | AppendReply
    | ReplaceTextReply
    | ReplaceSectionReply
    | RenameSectionReply
    | RemoveSectionReply
    | AddAliasReply,
    Field(discriminator="op"),
]


class UpdateReply(_Reply):
    """The answer to the step `write_page` for an existing page."""

    edits: list[EditReply]
    removes: list[RemovalReply]


class NewPageRow(CreateReply):
    """A new page in an answer with several pages, by its slug."""

    page: str


class ChangedPageRow(UpdateReply):
    """An existing page in an answer with several pages, by its slug."""

    page: str


class NewPagesReply(_Reply):
    """The answer to the step `write_page` for several new pages."""

    new: list[NewPageRow]


class ChangedPagesReply(_Reply):
    """The answer to the step `write_page` for several existing pages."""

    changed: list[ChangedPageRow]


class PagesReply(NewPagesReply, ChangedPagesReply):
    """The answer to the step `write_page` for several pages, new ones and existing ones."""


class LoosePagesReply(_Reply):
    """An answer with several pages that are not yet read, so that a wrong one spoils no other."""

    new: list[Any] = []
    changed: list[Any] = []


class UnmetReply(_Reply):
    """A reviewer's wish that was not followed."""

    remark: int
    why: str


class ReviewedPlanReply(PlanReply):
    """The answer to the step `plan` where reviewers asked for something."""

    unmet: list[UnmetReply]


class ReviewedCreateReply(CreateReply):
    """The answer to `write_page` for a new page where reviewers asked for something."""

    unmet: list[UnmetReply]


class ReviewedUpdateReply(UpdateReply):
    """The answer to `write_page` for an existing page where reviewers asked for something."""

    unmet: list[UnmetReply]


_EDITS: dict[str, type[Any]] = {
    "revise_tldr": change_set.ReviseTldr,
    "add_section": change_set.AddSection,
    "append_to_section": change_set.AppendToSection,
    "replace_text": change_set.ReplaceText,
    "replace_section": change_set.ReplaceSection,
    "rename_section": change_set.RenameSection,
    "remove_section": change_set.RemoveSection,
    "add_alias": change_set.AddAlias,
}


def edit_of(reply: Any) -> change_set.Edit:
    """Return the edit that one entry of an update stands for."""
    values = reply.model_dump()
    edit: change_set.Edit = _EDITS[values.pop("op")](**values)
    return edit


class ShortVerdictReply(_Reply):
    """The verdict on a pair of which nobody is told: most pairs, so it holds nothing but that."""

    pair: int
    why: str
    kind: Literal["agrees", "unsure"]


class ScopeVerdictReply(_Reply):
    """The verdict on a pair whose sides hold for different cases."""

    pair: int
    why: str
    kind: Literal["scope"]
    scope_a: str
    scope_b: str


class FullVerdictReply(_Reply):
    """The verdict on a pair of which one side is later, or that cannot both hold."""

    pair: int
    why: str
    kind: Literal["contradicts", "supersedes", "proposed"]
    words_a: str
    words_b: str
    current: Literal["a", "b", ""]
    since: str


class JudgeReply(_Reply):
    """The answer to the step `judge`.

    Each row begins with what decides, so that the model finds it before it names the kind.
    """

    pairs: list[ShortVerdictReply | ScopeVerdictReply | FullVerdictReply]


class VerdictReply(_Reply):
    """A row of that answer as it is read, whatever its kind; what the kind needs is checked later.

    One with more than its kind asks for is read too.
    """

    pair: int
    why: str
    kind: VerdictKind
    words_a: str = ""
    words_b: str = ""
    current: Literal["a", "b", ""] = ""
    since: str = ""
    scope_a: str = ""
    scope_b: str = ""


class LooseJudgeReply(_Reply):
    """The answer to `judge` with rows not yet read, so that one wrong row spoils no other."""

    pairs: list[Any]


class RouteReply(_Reply):
    """The answer to the step `route`: pages to read, and how the question stands."""

    pages: list[str]
    stands: Literal["clear", "open", "elsewhere"]
    readings: list[str]
    looks_for: str
    why: str


class AnswerSentenceReply(_Reply):
    """One sentence of an answer, with the marks and pages it rests on."""

    text: str
    labels: list[str]
    pages: list[str]
    reckoned: str


class AnswerReply(_Reply):
    """The answer to the step `answer`."""

    status: Literal["answered", "unknown", "ask_back"]
    sentences: list[AnswerSentenceReply]
    unknown: list[str]
    ask_back: list[str]


class ReportSentenceReply(AnswerSentenceReply):
    """A sentence of a report, and the heading of its section; empty in the summary."""

    section: str


class ReportReply(_Reply):
    """The answer to the step `report`."""

    title: str
    sentences: list[ReportSentenceReply]
    charts: list[str]
    unknown: list[str]


class ChartValueReply(_Reply):
    """One value of a chart: its mark, how the quote has it, and what it is of."""

    label: str
    written: str
    of: str
    across_label: str
    across_written: str


class ChartReply(_Reply):
    """The answer to the step `chart`."""

    title: str
    form: DraftedForm
    quantity: str
    across_quantity: str
    values: list[ChartValueReply]
    unknown: list[str]


class SupportRowReply(_Reply):
    """What is said of the support of one statement.

    The words that are not supported stand before the kind, so that the model looks for them first.
    """

    item: int
    words: str
    closest: str
    fault: Literal["adds", "drops", "changes", ""]
    why: str
    kind: SupportKind


class SupportReply(_Reply):
    """The answer to the step `support`."""

    items: list[SupportRowReply]


class LooseSupportReply(_Reply):
    """The answer to `support` with rows not yet read, so that one wrong row spoils no other."""

    items: list[Any]


class RewordedReply(_Reply):
    """A statement in other words, as it is to stand on the page; empty where it stays."""

    number: int
    text: str


class RepairSupportReply(_Reply):
    """The answer to the request that has doubtful statements of a page worded anew."""

    statements: list[RewordedReply]


class NewWordsReply(_Reply):
    """What is to stand in the place of one remnant; empty where nothing is left to say."""

    statement: int
    text: str


class RewordReply(_Reply):
    """The answer to the step `reword`."""

    statements: list[NewWordsReply]


class LooseRewordReply(_Reply):
    """The answer to `reword` with rows not yet read, so that one wrong row spoils no other."""

    statements: list[Any]


@cache
def schema_of(shape: type[BaseModel]) -> Mapping[str, Any]:
    """Return a reply's JSON schema as structured outputs take it.

    It has no unions but `anyOf`, no titles, and nothing optional.
    """
    return _tidy_schema(shape.model_json_schema())  # type: ignore[no-any-return]


def _tidy_schema(node: Any, inside_properties: bool = False) -> Any:
    if isinstance(node, list):
        return [_tidy_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = () if inside_properties else ("title", "discriminator", "description", "default")
    renamed = {
        ("anyOf" if key == "oneOf" else key): value
        for key, value in node.items()
        if key not in dropped
    }
    return {
        key: _tidy_schema(value, key in ("properties", "$defs")) for key, value in renamed.items()
    }


def parse_reply(text: str, shape: type[T]) -> tuple[T | None, list[str]]:
    """Read a reply strictly, and return the value or the errors to send back.

    Only a code fence around the whole reply is taken off, which changes nothing in it.
    """
    fenced = _FENCED.match(text)
    try:
        return shape.model_validate_json(fenced["inner"] if fenced else text), []
    except ValidationError as error:
        return None, [_describe_error(e) for e in error.errors()[:20]]


def parse_row(row: Any, shape: type[T]) -> tuple[T | None, list[str]]:
    """Read one value of a list strictly: no text is taken for a number."""
    try:
        return shape.model_validate(row, strict=True), []
    except ValidationError as error:
        return None, [_describe_error(e) for e in error.errors()[:5]]


def _describe_error(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return (
        f"{where}: {error['msg']}"
        if where
        else f"the answer is not one JSON object: {error['msg']}"
    )
