"""The values that pass between reading a source and writing its pages."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.changes.change_set import Extraction, PagePlan
from pipeline.core.changes.feedback import Feedback
from pipeline.core.values import Source
from pipeline.core.wiki.citations import label_base


@dataclass(frozen=True)
class ReadSource:
    """One source that was read: its extraction with final claim ids, and its summary page.

    `fresh` are the ids of the claims that no page but the summary cites yet: only those are planned
    and placed. `feedback` is what reviewers asked of an earlier proposal of this source.
    """

    source: Source
    extraction: Extraction
    summary: PagePlan
    fresh: frozenset[str]
    feedback: Feedback | None = None

    @property
    def file_label(self) -> str:
        """Return the source's file name as a label begins with it: `eip-2929`."""
        return label_base(self.source.path)


@dataclass(frozen=True)
class Refusal:
    """A planned page that was not written, and why; its claims stay unplaced and are listed."""

    plan: PagePlan
    why: str
