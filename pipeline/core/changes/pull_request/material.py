"""What a pull request is written from: its sources, the places, and what the pages lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.changes.page_difference import PageDifference, compare_page
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_marker import DroppedSource
from pipeline.core.changes.pull_request.find_removals import PageRemoval, list_removals
from pipeline.core.changes.told_changes import ToldChange, list_changes, new_side, old_side
from pipeline.core.errors import UserError
from pipeline.core.github.places import Places
from pipeline.core.paths import is_kept_path
from pipeline.core.values import FileChange
from pipeline.core.wiki.page import Page


@dataclass(frozen=True)
class EditedPage:
    """A page over all sources: as it was before the first, and as it is after the last.

    `numbers` are the sources that edit it, counted from 0.
    """

    path: str
    before: Page | None
    after: Page
    numbers: tuple[int, ...]
    difference: PageDifference

    @property
    def title(self) -> str:
        """Return the page's title, which is foreign text."""
        return str(self.after.meta.get("title") or self.after.slug)

    @property
    def kind(self) -> str:
        """Return the page's type."""
        return str(self.after.meta.get("type") or "")


@dataclass(frozen=True)
class ReviewMaterial:
    """The parts of a pull request, and what is found by comparing pages, each found once."""

    parts: Sequence[Part]
    places: Places | None = None
    dropped: Sequence[DroppedSource] = ()  # that a reviewer left out

    @cached_property
    def removals(self) -> list[PageRemoval]:
        """What pages lose."""
        return list_removals(self.parts)

    @cached_property
    def changes(self) -> list[ToldChange]:
        """What changes, and what is proposed to change."""
        return list_changes(self.parts)

    @cached_property
    def files(self) -> dict[str, FileChange]:
        """Every file, as the whole branch changes it."""
        found: dict[str, FileChange] = {}
        for part in self.parts:
            for file in part.done.files:
                first = found.get(file.path, file)
                derived = first.derived and file.derived
                found[file.path] = FileChange(file.path, first.before, file.after, derived)
        return found

    @cached_property
    def pages(self) -> list[EditedPage]:
        """The pages whose words change."""
        pairs = {
            (old, new)
            for part in self.parts
            for c in part.change.conflicts
            if c.relation in ("supersedes", "proposed", "confirms")
            for old in old_side(c)
            for new in new_side(c)
        }
        found = []
        for path, file in self.files.items():
            if file.derived or is_kept_path(path) or file.after is None:
                continue
            numbers = tuple(
                n
                for n, part in enumerate(self.parts)
                if any(f.path == path and not f.derived for f in part.done.files)
            )
            before = _read_page(path, file.before) if file.before is not None else None
            after = Page.parse(path, file.after)
            difference = compare_page(before, after, pairs) if before else PageDifference()
            found.append(EditedPage(path, before, after, numbers, difference))
        return found


def _read_page(path: str, text: str) -> Page:
    """Return a page; without its front matter where a person has broken that."""
    try:
        return Page.parse(path, text)
    except UserError:
        return Page.parse(path, text.rpartition("\n---\n")[2])
