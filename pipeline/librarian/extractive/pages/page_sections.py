"""Put statements under the headings of a page: in their order, dated ones with date and source."""

from __future__ import annotations

import re

from pipeline.core.changes.change_set import (
    Conflict,
    PagePlan,
)
from pipeline.core.markup.markdown import make_wiki_link
from pipeline.core.wiki.schema import COMPARISON_TYPE
from pipeline.librarian.extractive.pages import headings, history_section
from pipeline.librarian.extractive.pages.entries import PageEntry, WritingContext
from pipeline.librarian.extractive.pages.page_statements import (
    PageStatement,
    Sheet,
    strip_lead_in,
)
from pipeline.librarian.extractive.pages.team_types import section_for
from pipeline.librarian.extractive.words.page_words import EMPTY_SECTION_TEXTS, local_heading

# Bullets under these headings are led by date and source.
DATED_HEADINGS = (headings.HISTORY, headings.NOT_IN_FORCE)


_FEW_STATEMENTS = 3  # so many need no headings of their own


def group_entries(
    context: WritingContext,
    page: PagePlan,
    sheet: Sheet,
    entries: list[PageEntry],
    past: frozenset[str],
) -> None:
    """Put entries under headings of meaning, or under one heading where they are few."""
    names = context.keys(page)
    groups: dict[str, list[PageEntry]] = {}
    for entry in entries:
        groups.setdefault(
            headings.HISTORY if set(entry.labels) & past else entry.facet(names), []
        ).append(entry)
    dated = {h: groups.pop(h) for h in DATED_HEADINGS if h in groups}
    english = not any(e.section for e in entries)
    if english and sum(map(len, groups.values())) <= _FEW_STATEMENTS and len(groups) > 1:
        what = groups.pop(headings.DEFINITION, [])
        apart = [*what, *(e for told in dated.values() for e in told)]
        groups = {
            headings.DEFINITION: what,
            headings.DETAILS: [e for e in entries if e not in apart],
        }
        groups = {heading: group for heading, group in groups.items() if group}
    groups |= dated
    for heading in sorted(groups, key=headings.place_in_order):
        seen: set[str] = set()
        lines = [write_bullet(context, page, heading, entry, seen) for entry in groups[heading]]
        sheet.sections[local_heading(heading, context.words)] = (
            history_section.sort_bullets(lines) if heading in DATED_HEADINGS else lines
        )


def write_bullet(
    context: WritingContext, page: PagePlan, heading: str, entry: PageEntry, seen: set[str]
) -> str:
    text = context.link(entry, page, seen, alone=heading not in DATED_HEADINGS)
    return (
        history_section.dated_bullet(entry.voice, entry.source_name, text, context.words)
        if heading in DATED_HEADINGS
        else f"- {text}"
    )


def fill_required_sections(
    context: WritingContext,
    page: PagePlan,
    sheet: Sheet,
    entries: list[PageEntry],
    top: list[PageEntry],
) -> None:
    """Fill the sections that the page's type demands.

    What fits none of them goes under the usual headings.
    """
    kind = context.schema.types[page.type]
    sheet.sections = {heading: [] for heading in kind.sections}
    others: list[PageEntry] = []
    seen: set[str] = set()
    for entry in entries:
        section = section_for(entry.text, entry.heading, kind)
        if section:
            sheet.sections[section].append(f"- {context.link(entry, page, seen)}")
        else:
            others.append(entry)
    opened = {section_for(e.text, e.heading, kind) for e in top}
    for heading, lines in sheet.sections.items():
        lines[:] = lines or [context.words.above if heading in opened else context.words.nothing]
    extra = Sheet()
    group_entries(context, page, extra, others, frozenset())
    for heading, lines in extra.sections.items():
        known = sheet.heading(heading)
        had = [x for x in sheet.sections.get(known or heading, []) if x not in EMPTY_SECTION_TEXTS]
        sheet.sections[known or heading] = [*had, *lines]


def add_entry(
    context: WritingContext, page: PagePlan, sheet: Sheet, heading: str, entry: PageEntry
) -> None:
    name = ensure_section(sheet, local_heading(heading, context.words))
    lines = sheet.sections[name]
    seen = {slug for line in lines for slug in re.findall(r"\[\[([^\[\]|#]+)", line)}
    lines.append(write_bullet(context, page, heading, entry, seen))
    if heading in DATED_HEADINGS:
        sheet.sections[name] = history_section.sort_bullets(lines)


def ensure_section(sheet: Sheet, heading: str) -> str:
    """Return the section's heading as the page writes it, after adding the section if it is new.

    A new section stands where the fixed order of headings puts it.
    """
    known = sheet.heading(heading)
    if known:
        sheet.sections[known] = [x for x in sheet.sections[known] if x not in EMPTY_SECTION_TEXTS]
        return known
    order = list(sheet.sections.items())
    at = next(
        (
            i
            for i, (h, _) in enumerate(order)
            if headings.place_in_order(h) > headings.place_in_order(heading)
        ),
        len(order),
    )
    sheet.sections = dict([*order[:at], (heading, []), *order[at:]])
    return heading


def keep_statement(
    context: WritingContext, sheet: Sheet, heading: str, entry: PageEntry, raw: str
) -> None:
    """Put a statement of the page under another heading as it stands, with its links."""
    name = ensure_section(sheet, local_heading(heading, context.words))
    if heading in DATED_HEADINGS:
        lines = [
            *sheet.sections[name],
            history_section.dated_bullet(
                entry.voice, entry.source_name, strip_lead_in(raw), context.words
            ),
        ]
        sheet.sections[name] = history_section.sort_bullets(lines)
    else:
        sheet.sections[name].append(f"- {raw.removeprefix('- ')}")


def move_to_history(context: WritingContext, sheet: Sheet, old: PageStatement) -> None:
    entry = context.entry(old.labels[0])
    if entry:
        keep_statement(context, sheet, headings.HISTORY, entry, old.raw)


def point_at_comparison(sheet: Sheet, context: WritingContext, conflict: Conflict) -> None:
    """Point at the comparison page from the section where the values meet."""
    other = next(
        (p for p in context.plan.pages if p.type == COMPARISON_TYPE and p.slug in conflict.pages),
        None,
    )
    if other is None or other.slug in "".join("".join(lines) for lines in sheet.sections.values()):
        return
    heading = context.words.history if conflict.relation == "supersedes" else context.words.caveats
    name = ensure_section(sheet, heading)
    sheet.sections[name] = [
        f"- {context.words.see_all}: {make_wiki_link(other.slug, other.title)}",
        *sheet.sections[name],
    ]
