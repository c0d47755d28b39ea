"""The values that a compile makes, stage by stage: claims, plans, edits and the change set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.core.model_call import StepCost
from pipeline.core.support.item import Doubt
from pipeline.core.values import Quote, Removal, Source
from pipeline.core.wiki.transcript import Transcript

Relation = Literal["supersedes", "contradicts", "scope", "historical", "proposed", "confirms"]
Action = Literal["create", "update"]


@dataclass(frozen=True)
class Claim:
    """One statement that a source supports.

    `id` is also the label of its footnote: the source's slug and a number.
    """

    id: str
    text: str
    quotes: tuple[Quote, ...]
    importance: int = 3  # 1 (aside) to 5 (what the source is about)
    concepts: tuple[str, ...] = ()
    heading: str = ""  # the heading of the source it stood under


@dataclass(frozen=True)
class Dropped:
    """Something that did not reach a page, and why; every one is listed in the proposal.

    `count` says how many sentences or other things `what` names.
    """

    what: str
    why: str
    count: int = 1


@dataclass(frozen=True)
class Extraction:
    """What the librarian read out of one source; it does not depend on the wiki."""

    source: str
    sha256: str
    title: str
    author: str
    published: str
    status: str  # as the source says it: "Final", "Draft"; empty where it does not
    effective: str  # the date or event from which it holds, where the source names one
    summary: str
    claims: tuple[Claim, ...]
    concepts: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class PagePlan:
    """One page that this extraction creates or updates, with the ids of the claims for it."""

    slug: str
    title: str
    type: str
    action: Action
    claims: tuple[str, ...]
    why: str
    aliases: tuple[str, ...] = ()
    about: str = ""  # one line that says what the thing is, for the writers of other pages


@dataclass(frozen=True)
class Conflict:
    """How new claims stand to others.

    `current` is what holds now; both sides are claim ids, which are footnote labels.
    """

    topic: str
    relation: Relation
    current: tuple[str, ...]
    other: tuple[str, ...]
    since: str
    note: str
    pages: tuple[str, ...]  # slugs of the pages that must tell it


@dataclass(frozen=True)
class LeftOut:
    """Claims that the plan places nowhere, with the reason."""

    claims: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Comparison:
    """How far the fresh claims of a source were compared with what the wiki says.

    Each fresh claim is in `compared`, or in a row of `not_compared` with the reason. A claim that
    is in neither stood on a page already.
    """

    compared: tuple[str, ...]
    not_compared: tuple[LeftOut, ...] = ()
    partly: tuple[str, ...] = ()  # of those compared: it holds further values, which were not
    statements: int = 0  # of the wiki, with which the claims were compared
    pages: int = 0  # whose text was looked at besides
    unseen: tuple[str, ...] = ()  # sentences on what of the wiki was not looked at


@dataclass(frozen=True)
class Plan:
    """Which pages one extraction changes, and how its claims stand to what the wiki says."""

    pages: tuple[PagePlan, ...]
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    unmet: tuple[Dropped, ...] = ()  # reviewers' wishes that were not followed
    comparison: Comparison | None = None


# --- edits: one shape per operation, applied in order ---
# `base` is the digest of the text the edit was made against (a section, a TLDR, the whole page);
# code fills it in.


@dataclass(frozen=True)
class Section:
    """One section of a new page: its heading without `##`, and its text."""

    heading: str  # without `##`
    text: str


@dataclass(frozen=True)
class CreatePage:
    """Write a page that does not exist yet."""

    tldr: str
    sections: tuple[Section, ...]
    op: Literal["create_page"] = "create_page"


@dataclass(frozen=True)
class ReviseTldr:
    """Replace what stands before the first section of a page."""

    text: str
    base: str = ""
    op: Literal["revise_tldr"] = "revise_tldr"


@dataclass(frozen=True)
class AddSection:
    """Add a section at the end of a page, or behind another one."""

    heading: str
    text: str
    after: str = ""  # heading it follows; empty: at the end, "TLDR": first
    base: str = ""
    op: Literal["add_section"] = "add_section"


@dataclass(frozen=True)
class AppendToSection:
    """Add text at the end of a section."""

    heading: str
    text: str
    base: str = ""
    op: Literal["append_to_section"] = "append_to_section"


@dataclass(frozen=True)
class ReplaceText:
    """Replace words that stand exactly once on a page."""

    find: str
    replace: str
    base: str = ""
    op: Literal["replace_text"] = "replace_text"


@dataclass(frozen=True)
class ReplaceSection:
    """Replace the whole text of a section."""

    heading: str
    text: str
    base: str = ""
    op: Literal["replace_section"] = "replace_section"


@dataclass(frozen=True)
class RenameSection:
    """Give a section another heading."""

    heading: str
    to: str
    base: str = ""
    op: Literal["rename_section"] = "rename_section"


@dataclass(frozen=True)
class RemoveSection:
    """Remove a section with its heading."""

    heading: str
    base: str = ""
    op: Literal["remove_section"] = "remove_section"


@dataclass(frozen=True)
class AddAlias:
    """Give a page one more name."""

    alias: str
    op: Literal["add_alias"] = "add_alias"


Edit: TypeAlias = (
    CreatePage
    | ReviseTldr
    | AddSection
    | AppendToSection
    | ReplaceText
    | ReplaceSection
    | RenameSection
    | RemoveSection
    | AddAlias
)


@dataclass(frozen=True)
class PageEdits:
    """All edits of one page in one run.

    `plan` says which page; texts carry `[^claim-id]` marks and `[[links]]`.
    """

    plan: PagePlan
    edits: tuple[Edit, ...]
    removes: tuple[Removal, ...] = ()
    # reviewers' wishes that the writer did not follow; they become `dropped` of the change set
    unmet: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class ChangeSet:
    """All edits of one run over one source, with all that the proposal is to tell.

    This is what crosses from the job that reads to the job that writes.
    """

    extraction: Extraction
    source: Source
    pages: tuple[PageEdits, ...]
    conflicts: tuple[Conflict, ...]
    left_out: tuple[LeftOut, ...]
    dropped: tuple[Dropped, ...]
    librarian: str
    models: tuple[str, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()  # step, hash of its prompt file
    costs: tuple[StepCost, ...] = ()
    notes: tuple[str, ...] = ()  # for the reviewer: a fallback, a dropped feature
    # claims of an earlier reading that the source still holds: their citations are renewed
    kept: tuple[Claim, ...] = ()
    gone: tuple[str, ...] = ()  # labels of an earlier reading whose quotes have left the source
    unfinished: tuple[str, ...] = ()  # titles of planned pages that a stop left unwritten
    doubts: tuple[Doubt, ...] = ()  # sentences whose quotes do not show all that they say
    comparison: Comparison | None = None  # None where it was made before this was counted
    date: str = ""  # the day of the run, ISO
    base: str = ""  # the commit it was made against
    # The other sources of its pull request on whose pages it was made: it was compared with them.
    made_on: tuple[str, ...] = ()
    transcript: Transcript | None = None  # what was read of the source's pictures
