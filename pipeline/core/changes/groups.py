"""Group the change sets that must be offered together, because one leans on what another writes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.change_set import ChangeSet, CreatePage, Edit
from pipeline.core.changes.replay import creates_page
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path


def group_changes(changes: Sequence[ChangeSet]) -> list[list[ChangeSet]]:
    """Return the change sets in groups that must be offered together, in their order.

    Each change set was made on top of those before it. Two belong together if they edit one page,
    or if the later links to a page or cites a claim that the earlier one adds. Bookkeeping
    (`related`, index, log) joins nothing, because code makes it anew.
    """
    joined: list[list[int]] = []
    for number, change in enumerate(changes):
        mine = [number]
        for group in [g for g in joined if any(leans_on(change, changes[i]) for i in g)]:
            joined.remove(group)
            mine = [*group, *mine]
        joined.append(sorted(mine))
    return [[changes[i] for i in group] for group in sorted(joined)]


def leans_on(later: ChangeSet, earlier: ChangeSet) -> bool:
    """Tell whether a change set edits, links to or cites what an earlier one writes."""
    touched = {p.plan.slug for p in earlier.pages}
    if touched & {p.plan.slug for p in later.pages}:
        return True
    made = {
        fold(name)
        for p in earlier.pages
        if creates_page(p)
        for name in (p.plan.slug, p.plan.title, *p.plan.aliases)
    }
    labels = {c.id for c in earlier.extraction.claims}
    if any(labels & {*c.current, *c.other} for c in later.conflicts):
        return True
    for text in (t for p in later.pages for e in p.edits for t in _texts(e)):
        wiki, inline = markdown.find_link_targets(text_mask.mask(text))
        names = {fold(slug_of_path(t.split("?")[0])) for t in (*wiki, *inline)}
        if names & made or labels & set(footnotes.find_marks(text)):
            return True
    return False


def _texts(edit: Edit) -> list[str]:
    if isinstance(edit, CreatePage):
        return [edit.tldr, *(s.text for s in edit.sections)]
    return [value for name in ("text", "replace") if (value := getattr(edit, name, ""))]
