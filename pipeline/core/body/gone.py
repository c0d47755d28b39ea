"""What pages said before and do not say after. Code finds it, by comparing them; of the change set come the reasons alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.body.quoted import plural, said
from pipeline.core.edits import Loss, explained, losses
from pipeline.core.inert import code, inert, linked
from pipeline.core.page import Page
from pipeline.core.part import Part
from pipeline.core.places import Places
from pipeline.core.text import shorten
from pipeline.core.wiki import Wiki

_MOST_QUOTES = 2  # of one claim; its label says which it is


def gone(parts: Sequence[Part], places: Places | None) -> str:
    """Tell of every page each claim, number and link that it loses, under the title the wiki has for it."""
    count, rows = 0, list[str]()
    for part in parts:
        for page in part.done.pages:
            lost = _lost(page, part)
            count += len(lost)
            rows += _told(page, lost, part.before, places)
    if not rows:
        return ""
    return f"## Taken out on purpose ({plural(count, 'thing')} that pages said)\n\n" + "\n".join(rows)


def _lost(page: Page, part: Part) -> list[tuple[Loss, str]]:
    """Return what a page that existed loses, each with its reason."""
    if page.slug not in part.before:
        return []
    removes = [r for edits in part.change.pages if edits.plan.slug == page.slug for r in edits.removes]
    return explained(losses(part.before.page(page.slug), page), removes)


def _told(page: Page, lost: Sequence[tuple[Loss, str]], before: Wiki, places: Places | None) -> Iterator[str]:
    """Yield a line for each reason, and below it what was lost for that reason."""
    by_reason: dict[str, list[Loss]] = {}
    for loss, why in lost:
        by_reason.setdefault(why, []).append(loss)
    title = inert(shorten(before.facts[page.slug].title, 120)) if lost else ""
    where = linked(title, places.page(page.path)) if places else title
    for why, losses_ in by_reason.items():
        yield f"- {where}, " + (f"because {inert(shorten(why, 300))}" if why else "without a reason")
        yield from (f"  - {_citation(x.what, before, places)}" for x in losses_ if x.kind == "citation")
        for kind in ("number", "link"):
            if names := [code(x.what) for x in losses_ if x.kind == kind]:
                yield f"  - the {kind}{'s' * (len(names) != 1)} {', '.join(names)}"


def _citation(label: str, before: Wiki, places: Places | None) -> str:
    """Return a label with the words it stood for, as the wiki had them before."""
    found = before.citation(label)
    quotes = said(found.quotes[:_MOST_QUOTES], found.source, found.unit, places, named=True, most=150) if found else ""
    return f"the claim {code(f'[^{label}]')} {quotes}".rstrip()
