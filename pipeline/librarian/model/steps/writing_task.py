"""What one page is to be written from: its plan, claims, conflicts, and reviewers' wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import Claim, Conflict, PagePlan
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import feedback


@dataclass(frozen=True)
class WritingTask:
    """One page to write, with its plan, the conflicts that it must tell, and reviewers' wishes.

    `page` is the page as it is, or None for a new one.
    """

    plan: PagePlan
    page: Page | None
    claims: tuple[Claim, ...]  # of this source: planned for this page, or named by a conflict on it
    conflicts: tuple[Conflict, ...]
    wishes: feedback.Wishes | None = None
    grounds: str = ""  # all that the page may rest on, in one text, if there are wishes

    @property
    def named_labels(self) -> tuple[str, ...]:
        """Return the marks of older claims that the plan or a conflict names for this page."""
        mine = {c.id for c in self.claims}
        named = [*self.plan.claims, *(x for c in self.conflicts for x in (*c.current, *c.other))]
        return tuple(x for x in dict.fromkeys(named) if x not in mine)

    @property
    def old_labels(self) -> tuple[str, ...]:
        """Return the marks of older claims that may stand on the page: those there, and named."""
        mine = {c.id for c in self.claims}
        there = self.page.labels if self.page else ()
        return tuple(x for x in dict.fromkeys([*there, *self.named_labels]) if x not in mine)

    @property
    def allowed_labels(self) -> set[str]:
        """Return the marks that may stand on the page: its own list, not all of the source's."""
        return {c.id for c in self.claims} | set(self.old_labels)


def writing_tasks(
    pages: Sequence[PagePlan], reading: ReadSource, conflicts: Sequence[Conflict], wiki: Wiki
) -> list[WritingTask]:
    """Return one task for each page.

    A page gets every claim that a conflict on it names, or else it would cite from memory.
    """
    by_id = {c.id: c for c in reading.extraction.claims}
    found, planned = [], {p.slug for p in pages}
    for plan in pages:
        told = tuple(c for c in conflicts if plan.slug in c.pages)
        ids = dict.fromkeys([*plan.claims, *(x for c in told for x in (*c.current, *c.other))])
        page = wiki.page(plan.slug) if plan.slug in wiki else None
        wishes = feedback.wishes_for_page(reading, plan.slug, planned, wiki)
        task = WritingTask(plan, page, tuple(by_id[x] for x in ids if x in by_id), told, wishes)
        found.append(replace(task, grounds=_grounds(task, reading, wiki)) if wishes else task)
    return found


def _grounds(task: WritingTask, reading: ReadSource, wiki: Wiki) -> str:
    read = reading.extraction
    old = [c for x in task.old_labels if (c := wiki.citation(x)) is not None]
    return "\n".join(
        [
            *(text for c in task.claims for text in (c.text, *(q.text for q in c.quotes))),
            *(q.text for c in old for q in c.quotes),
            *(read.title, read.published, read.status, read.effective, read.summary),
            *(task.page.body if task.page else "", task.plan.title),
        ]
    )


def with_claims(task: WritingTask, claims: Sequence[Claim], page: Page | None) -> WritingTask:
    """Return a task with some of its claims only, and with the page as it is by now."""
    ids = tuple(c.id for c in claims)
    planned = replace(task.plan, claims=tuple(x for x in task.plan.claims if x in ids))
    return replace(task, plan=planned, claims=tuple(claims), page=page)
