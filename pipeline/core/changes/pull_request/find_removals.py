"""Find what pages said before and do not say after, by comparing them.

Only the reasons are taken from the change set. Sentences without a reason are the program's own
(the gate refuses others) and mostly reworded: the pages show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.changes.lost_sentences import Sentence, find_lost_sentences
from pipeline.core.changes.page_losses import Loss, explain_losses, find_losses
from pipeline.core.changes.proposal import Part
from pipeline.core.wiki.page import Page


@dataclass(frozen=True)
class PageRemoval:
    """What one page loses for one reason."""

    page: Page
    number: int
    why: str
    losses: tuple[Loss, ...]


def list_removals(parts: Sequence[Part]) -> list[PageRemoval]:
    """Return what pages lose with a reason, and claims, numbers and links without one."""
    found: list[PageRemoval] = []
    for number, part in enumerate(parts):
        olds = [part.before.page(page.slug) for page in part.done.pages if page.slug in part.before]
        silent = find_lost_sentences(olds, part.done.pages)
        for page in part.done.pages:
            lost = _lost(page, part, silent.get(page.path, ()))
            by_reason: dict[str, list[Loss]] = {}
            for loss, why in lost:
                if loss.kind != "sentence" or why:
                    by_reason.setdefault(why, []).append(loss)
            found += [PageRemoval(page, number, why, tuple(x)) for why, x in by_reason.items()]
    return found


def _lost(page: Page, part: Part, sentences: Sequence[Sentence]) -> list[tuple[Loss, str]]:
    """Return what a page that existed loses, each with its reason."""
    if page.slug not in part.before:
        return []
    removes = [
        r for edits in part.change.pages if edits.plan.slug == page.slug for r in edits.removes
    ]
    lost = [
        *find_losses(part.before.page(page.slug), page),
        *(Loss("sentence", s.words) for s in sentences),
    ]
    return explain_losses(lost, removes)
