"""Write the summary page of a source: its gist, its key points, and where they are treated."""

from __future__ import annotations

import re

from pipeline.core.changes.change_set import Claim, CreatePage, Edit, PagePlan, Section
from pipeline.core.changes.statement_bound import count_statements
from pipeline.core.markup.foreign_text import make_harmless
from pipeline.core.markup.markdown import make_wiki_link
from pipeline.core.text import shorten
from pipeline.core.values import Removal
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE
from pipeline.librarian.extractive.extract import lead_claims
from pipeline.librarian.extractive.pages.against_wiki import own_voice
from pipeline.librarian.extractive.pages.entries import WritingContext, as_heading
from pipeline.librarian.extractive.pages.page_statements import Sheet, edits_between
from pipeline.librarian.extractive.words.page_words import EMPTY_SECTION_TEXTS

MOST_POINTS = 12
_FEWEST_GROUPS = 2  # headings among the further points
_FEWEST_GROUPED = 6  # further points; fewer need no headings


def summary_edits(context: WritingContext, page: PagePlan) -> tuple[Edit, ...]:
    """Return the edits of the summary page, whether it is new or not."""
    claims = [context.claims[i] for i in page.claims if i in context.claims]
    if page.action == "update":
        return _update_page(context, page, claims)
    top = lead_claims(claims)
    seen: set[str] = set()
    lead = " ".join(_statement_line(context, page, c, seen) for c in top)
    rest = [c for c in claims if c not in top]
    chosen = _choose_points(rest)
    points = [c for c in rest if c in chosen]
    further = [c for c in rest if c not in chosen]
    words = context.words
    sections = {h: [words.nothing] for h in context.schema.types[SUMMARY_TYPE].sections}
    sections[_heading(context)] = _bullets(context, page, points) or [words.nothing]
    if further:
        sections[words.further] = _bullets_by_heading(context, page, further)
    if treated := [*_list_treating_pages(context), *_how_many_taken(context)]:
        sections[words.treated] = treated
    lead = _with_status(context, lead or words.nothing)
    return (CreatePage(lead, tuple(Section(h, "\n".join(lines)) for h, lines in sections.items())),)


def _with_status(context: WritingContext, lead: str) -> str:
    """Return the lead, with a last sentence about the source's status where it is not in force."""
    form, status = context.words.not_in_force, context.reading.extraction.status
    lead = _without_status(context, lead).strip()
    held = own_voice(context.reading).in_force
    return lead if held else f"{lead} {form.format(make_harmless(shorten(status, 40)))}".strip()


def _without_status(context: WritingContext, text: str) -> str:
    return re.sub(
        r" ?" + re.escape(context.words.not_in_force).replace(r"\{\}", r"[^.;\[]*"), "", text
    )


def _heading(context: WritingContext) -> str:
    """Return the heading of the key points, as the schema calls them."""
    required = context.schema.types[SUMMARY_TYPE].sections
    return context.words.points if context.words.points in required or not required else required[0]


def _choose_points(claims: list[Claim]) -> list[Claim]:
    """Return the most important claims, at most a third of them table rows and parameters.

    If there is too little prose, rows may take the room that is left.
    """
    ranked = sorted(claims, key=lambda c: -c.importance)
    rows = [c for c in ranked if _is_row(c)]
    prose = [c for c in ranked if not _is_row(c)]
    room = max(MOST_POINTS // 3, MOST_POINTS - len(prose))
    return sorted([*rows[:room], *prose], key=lambda c: -c.importance)[:MOST_POINTS]


def _is_row(claim: Claim) -> bool:
    return bool(re.match(r"[`*\w\s.()-]{1,60}: ", claim.text))


def _bullets(context: WritingContext, page: PagePlan, claims: list[Claim]) -> list[str]:
    seen: set[str] = set()
    return [f"- {_statement_line(context, page, c, seen)}" for c in claims]


def _bullets_by_heading(context: WritingContext, page: PagePlan, claims: list[Claim]) -> list[str]:
    """Return bullets under the source's own headings, where there are several of them.

    Each heading stands once, where the source has it first.
    """
    words = context.words
    own = {w.casefold() for w in (page.title, words.points, words.further, words.treated)}
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        heading = as_heading(claim.heading)
        groups.setdefault("" if heading.casefold() in own else heading, []).append(claim)
    if len(groups) < _FEWEST_GROUPS or len(claims) < _FEWEST_GROUPED:
        return _bullets(context, page, claims)
    lines: list[str] = []
    seen: set[str] = set()
    for heading, group in sorted(groups.items(), key=lambda row: bool(row[0])):
        if heading:
            lines += [*([""] if lines else []), f"### {heading}", ""]
        lines += [f"- {_statement_line(context, page, c, seen)}" for c in group]
    return lines


def _statement_line(context: WritingContext, page: PagePlan, claim: Claim, seen: set[str]) -> str:
    entry = context.entry(claim.id)
    return context.link(entry, page, seen) if entry else ""


def _list_treating_pages(context: WritingContext) -> list[str]:
    """List the pages that this source went into, one line for each type of page."""
    lines: list[str] = []
    for kind in context.schema.rules.types:
        pages = [p for p in context.plan.pages if p.type == kind.name and p.type != SUMMARY_TYPE]
        if pages:
            label = (
                context.words.compared
                if kind.name == COMPARISON_TYPE
                else context.words.pages.format(
                    f"{kind.name[:1].upper()}{kind.name[1:].replace('-', ' ')}"
                )
            )
            lines.append(f"- {label}: " + ", ".join(make_wiki_link(p.slug, p.title) for p in pages))
    return lines


def _how_many_taken(context: WritingContext) -> list[str]:
    """Return a line that says how many statements were taken, where not all of them were."""
    read = context.reading.extraction
    total, count = count_statements(read), len(read.claims)
    return [f"- {context.words.taken.format(count, total)}"] if total > count else []


def summary_removals(context: WritingContext, page: PagePlan) -> tuple[Removal, ...]:
    """Return the figures of an earlier reading that another count of statements replaces."""
    if page.type != SUMMARY_TYPE or page.action != "update":
        return ()
    lines = context.wiki.text(page.slug).split("\n")
    old = [number for x in lines if _is_count(context, x) for number in re.findall(r"\d+", x)]
    now = re.findall(r"\d+", " ".join(_how_many_taken(context)))
    return tuple(Removal(x, "the source was read again") for x in old if x not in now)


def _is_count(context: WritingContext, line: str) -> bool:
    form = re.escape(f"- {context.words.taken}").replace(r"\{\}", r"\d+")
    return bool(re.fullmatch(form, line))


def _update_page(context: WritingContext, page: PagePlan, claims: list[Claim]) -> tuple[Edit, ...]:
    before = Sheet.of(context.wiki.page(page.slug))
    after = before.copy()
    after.lead = _with_status(context, before.lead)
    after.rest = _without_status(context, before.rest)
    heading = after.heading(_heading(context)) or _heading(context)
    lines = [line for line in after.sections.get(heading, []) if line not in EMPTY_SECTION_TEXTS]
    # Claims of an earlier reading, which the page states already.
    there = set(context.wiki.facts[page.slug].labels)
    points = [*lines, *_bullets(context, page, [c for c in claims if c.id not in there])]
    # All that a short source says may stand in the lead, and the section is demanded.
    after.sections[heading] = points or after.sections.get(heading) or [context.words.nothing]
    treated = after.heading(context.words.treated) or context.words.treated
    known = "\n".join(after.sections.get(treated, []))
    new = [p for p in context.plan.pages if p.type != SUMMARY_TYPE and f"[[{p.slug}" not in known]
    if new:
        line = f"- {context.words.also}: " + ", ".join(make_wiki_link(p.slug, p.title) for p in new)
        after.sections[treated] = [*after.sections.get(treated, []), line]
    lines = after.sections.get(treated, [])
    counts = [*lines, *_how_many_taken(context)]
    told = [line for line in counts if not _is_count(context, line)]
    if counts != told:
        after.sections[treated] = [*told, *_how_many_taken(context)]
    return edits_between(before, after)
