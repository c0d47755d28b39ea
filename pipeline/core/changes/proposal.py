"""A proposal that passed every check, and the part that one source has in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.changes.assemble import Assembled
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.chapter_commits import ChapterCommit
from pipeline.core.changes.section_coverage import SectionCoverage
from pipeline.core.values import FileChange, Finding
from pipeline.core.wiki.wiki import Wiki


@dataclass(frozen=True)
class Part:
    """The share of one source in a pull request: its change set, the wiki below it, the findings.

    Of several parts of one pull request, each was laid over the wiki that the one before it left.
    """

    change: ChangeSet
    done: Assembled
    before: Wiki
    findings: tuple[Finding, ...] = ()
    sections: tuple[SectionCoverage, ...] = ()  # of a long source
    number: int = 0  # under which a pull request shows it; 0: the one of its place

    @property
    def title(self) -> str:
        """Return the source's title, which is foreign text; its path where it has none."""
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
    chapters: tuple[ChapterCommit, ...] = ()  # of a long source: the commits before the last
