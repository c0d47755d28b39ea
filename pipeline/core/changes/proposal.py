"""A proposal that passed every check, and the share of one source in it: what was changed, laid
over which wiki, judged how."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.changes.assemble import Assembled
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.values import FileChange, Finding
from pipeline.core.wiki.wiki import Wiki


@dataclass(frozen=True)
class Part:
    """Of several parts of one pull request each was laid over what the one before it left."""

    change: ChangeSet
    done: Assembled
    before: Wiki
    findings: tuple[Finding, ...] = ()

    @property
    def title(self) -> str:
        """The source's title, foreign text; its path where it has none."""
        return self.change.extraction.title or self.change.source.path


@dataclass(frozen=True)
class Proposal:
    """A change set that passed every check, ready to become a branch and a pull request."""

    branch: str
    title: str
    body: str
    message: str
    files: tuple[FileChange, ...]
    change: ChangeSet
    part: Part  # what the text was made of, to make it anew for GitHub or for several sources
    findings: tuple[Finding, ...] = field(default=())
