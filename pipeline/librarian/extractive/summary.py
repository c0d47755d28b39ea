"""The summary page of a source: what it says in a line or two, its key points, and where they are treated."""

from __future__ import annotations

import re

from pipeline.core.model import Claim, CreatePage, Edit, PagePlan, Section
from pipeline.core.schema import COMPARISON, SUMMARY
from pipeline.librarian.extractive.entries import Desk
from pipeline.librarian.extractive.extracting import lead_claims
from pipeline.librarian.extractive.sheet import Sheet, edits
from pipeline.librarian.extractive.team import NOTHING

POINTS, FURTHER, TREATED = "Key points", "Further points", "Where it is treated"
MOST_POINTS = 12


def summary_edits(desk: Desk, page: PagePlan) -> tuple[Edit, ...]:
    """Return the edits of the summary page, new or not."""
    claims = [desk.claims[i] for i in page.claims if i in desk.claims]
    if page.action == "update":
        return _update(desk, page, claims)
    top = lead_claims(claims)
    seen: set[str] = set()
    lead = " ".join(_line(desk, page, c, seen) for c in top)
    rest = [c for c in claims if c not in top]
    chosen = _points(rest)
    points = [c for c in rest if c in chosen]
    further = [c for c in rest if c not in chosen]
    sections = {h: [NOTHING] for h in desk.schema.types[SUMMARY].sections}
    sections[POINTS] = _bullets(desk, page, points) or _bullets(desk, page, top[:0]) or [NOTHING]
    if further:
        sections[FURTHER] = _bullets(desk, page, further)
    if treated := _treated(desk):
        sections[TREATED] = treated
    return (CreatePage(lead or NOTHING, tuple(Section(h, "\n".join(lines)) for h, lines in sections.items())),)


def _points(claims: list[Claim]) -> list[Claim]:
    """Return the most important claims; table rows and parameters take a third of the room at most."""
    ranked = sorted(claims, key=lambda c: -c.importance)
    rows = [c for c in ranked if _is_row(c)]
    prose = [c for c in ranked if not _is_row(c)]
    room = max(MOST_POINTS // 3, MOST_POINTS - len(prose))
    return sorted([*rows[:room], *prose], key=lambda c: -c.importance)[:MOST_POINTS]


def _is_row(claim: Claim) -> bool:
    return bool(re.match(r"[`*\w\s.()-]{1,60}: ", claim.text))


def _bullets(desk: Desk, page: PagePlan, claims: list[Claim]) -> list[str]:
    seen: set[str] = set()
    return [f"- {_line(desk, page, c, seen)}" for c in claims]


def _line(desk: Desk, page: PagePlan, claim: Claim, seen: set[str]) -> str:
    entry = desk.entry(claim.id)
    return desk.link(entry, page, seen) if entry else ""


def _treated(desk: Desk) -> list[str]:
    """List the pages this source went into, a line for each type of page."""
    lines: list[str] = []
    for kind in desk.schema.rules.types:
        pages = [p for p in desk.plan.pages if p.type == kind.name and p.type != SUMMARY]
        if pages:
            label = (
                "Values compared"
                if kind.name == COMPARISON
                else f"{kind.name[:1].upper()}{kind.name[1:].replace('-', ' ')} pages"
            )
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
