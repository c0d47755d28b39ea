"""The summary page of a source: what it says in a line or two, its key points, and where they are treated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.model import Claim, CreatePage, Edit, PagePlan, Section
from pipeline.core.schema import COMPARISON, SUMMARY
from pipeline.librarian.extractive.extracting import lead_claims
from pipeline.librarian.extractive.linking import linked
from pipeline.librarian.extractive.sheet import Sheet, edits
from pipeline.librarian.extractive.team import NOTHING

if TYPE_CHECKING:
    from pipeline.librarian.extractive.writing import Desk

POINTS, FURTHER, TREATED = "Key points", "Further points", "Where it is treated"
MOST_POINTS = 12


def summary_edits(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    """Return the edits of the summary page, new or not."""
    claims = [desk.claims[i] for i in page.claims if i in desk.claims]
    if page.action == "update":
        return _update(desk, page, claims)
    top = lead_claims(claims)
    seen: set[str] = set()
    lead = " ".join(linked(desk.marked(c, page.slug), desk.names, page.slug, seen) for c in top)
    rest = [c for c in claims if c not in top]
    chosen = sorted(rest, key=lambda c: -c.importance)[:MOST_POINTS]
    points = [c for c in rest if c in chosen]
    further = [c for c in rest if c not in chosen]
    sections = {h: [NOTHING] for h in desk.schema.types[SUMMARY].sections}
    sections[POINTS] = _bullets(desk, page, points) or _bullets(desk, page, top[:0]) or [NOTHING]
    if further:
        sections[FURTHER] = _bullets(desk, page, further)
    if treated := _treated(desk):
        sections[TREATED] = treated
    return (CreatePage(lead or NOTHING, tuple(Section(h, "\n".join(lines)) for h, lines in sections.items())),)


def _bullets(desk: Desk, page: PagePlan, claims: list[Claim]) -> list[str]:
    seen: set[str] = set()
    return [f"- {linked(desk.marked(c, page.slug), desk.names, page.slug, seen)}" for c in claims]


def _treated(desk: Desk) -> list[str]:
    """List the pages this source went into, a line for each type of page."""
    lines: list[str] = []
    for kind in desk.schema.rules.types:
        pages = [p for p in desk.plan.pages if p.type == kind.name and p.type != SUMMARY]
        if pages:
            label = "Values compared" if kind.name == COMPARISON else f"{kind.name[:1].upper()}{kind.name[1:].replace('-', ' ')} pages"
            lines.append(f"- {label}: " + ", ".join(f"[[{p.slug}|{p.title}]]" for p in pages))
    return lines


def _update(desk: Desk, page: PagePlan, claims: list[Claim]) -> tuple[Edit, ...]:
    before = Sheet.of(desk.wiki.page(page.slug))
    after = before.copy()
    heading = after.heading(POINTS) or POINTS
    lines = [line for line in after.sections.get(heading, []) if line != NOTHING]
    after.sections[heading] = [*lines, *_bullets(desk, page, claims)]
    treated = after.heading(TREATED) or TREATED
    known = "\n".join(after.sections.get(treated, []))
    new = [p for p in desk.plan.pages if p.type != SUMMARY and f"[[{p.slug}" not in known]
    if new:
        line = "- Also: " + ", ".join(f"[[{p.slug}|{p.title}]]" for p in new)
        after.sections[treated] = [*after.sections.get(treated, []), line]
    return edits(before, after)
