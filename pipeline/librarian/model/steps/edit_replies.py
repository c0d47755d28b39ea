"""The shapes in which a model gives pages and the edits of pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from pipeline.core.changes import change_set
from pipeline.librarian.model.steps.read_reply import ModelReply


class SectionReply(ModelReply):
    """One section of a new page."""

    heading: str
    text: str


class CreateReply(ModelReply):
    """The answer to the step `write_page` for a new page."""

    tldr: str
    sections: list[SectionReply]


class ReviseTldrReply(ModelReply):
    """Replaces the TLDR."""

    op: Literal["revise_tldr"]
    text: str


class AddSectionReply(ModelReply):
    """Adds a section."""

    op: Literal["add_section"]
    heading: str
    text: str
    after: str


class AppendReply(ModelReply):
    """Adds to the end of a section."""

    op: Literal["append_to_section"]
    heading: str
    text: str


class ReplaceTextReply(ModelReply):
    """Replaces a passage that stands once on the page."""

    op: Literal["replace_text"]
    find: str
    replace: str


class ReplaceSectionReply(ModelReply):
    """Replaces a section's text."""

    op: Literal["replace_section"]
    heading: str
    text: str


class RenameSectionReply(ModelReply):
    """Gives a section another heading."""

    op: Literal["rename_section"]
    heading: str
    to: str


class RemoveSectionReply(ModelReply):
    """Removes a section."""

    op: Literal["remove_section"]
    heading: str


class AddAliasReply(ModelReply):
    """Adds another name of the page."""

    op: Literal["add_alias"]
    alias: str


class RemovalReply(ModelReply):
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


class UpdateReply(ModelReply):
    """The answer to the step `write_page` for an existing page."""

    edits: list[EditReply]
    removes: list[RemovalReply]


class NewPageRow(CreateReply):
    """A new page in an answer with several pages, by its slug."""

    page: str


class ChangedPageRow(UpdateReply):
    """An existing page in an answer with several pages, by its slug."""

    page: str


class NewPagesReply(ModelReply):
    """The answer to the step `write_page` for several new pages."""

    new: list[NewPageRow]


class ChangedPagesReply(ModelReply):
    """The answer to the step `write_page` for several existing pages."""

    changed: list[ChangedPageRow]


class PagesReply(NewPagesReply, ChangedPagesReply):
    """The answer to the step `write_page` for several pages, new ones and existing ones."""


class LoosePagesReply(ModelReply):
    """An answer with several pages that are not yet read, so that a wrong one spoils no other."""

    new: list[Any] = []  # noqa: RUF012 - pydantic copies it
    changed: list[Any] = []  # noqa: RUF012


class UnmetReply(ModelReply):
    """A reviewer's wish that was not followed."""

    remark: int
    why: str


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
