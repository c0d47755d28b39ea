"""Choose the statements that open a page, and let a better one take their place."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.core.changes.change_set import (
    PagePlan,
)
from pipeline.core.wiki.citations import base_of, label_sort_key
from pipeline.librarian.extractive.pages import headings
from pipeline.librarian.extractive.pages.entries import PageEntry, WritingContext
from pipeline.librarian.extractive.pages.page_sections import (
    add_entry,
    keep_statement,
)
from pipeline.librarian.extractive.pages.page_statements import (
    Sheet,
    remove_statement,
    statements_of,
    strip_lead_in,
)
from pipeline.librarian.extractive.pages.tldr import (
    choose_opening,
    numbers_of_row,
    opening_score,
    opens_with_definition,
    rank_as_leader,
)

CLEAR_LEAD_SCORE = 1.0  # by which a statement must be better to take the place of a TLDR's


MOST_TLDR_SENTENCES = 3


def leader_key(
    context: WritingContext, entry: PageEntry, names: frozenset[str]
) -> tuple[bool, int, str, str, int]:
    """Return what a page's leading statement has most of, whatever was compiled first."""
    newest = max(
        (voice.published, base_of(label), -label_sort_key(label)[1])
        for label in entry.labels
        for voice in [context.voice(label)]
    )
    return (*rank_as_leader(entry, names), *newest)


def put_leader_first(context: WritingContext, page: PagePlan, before: Sheet, sheet: Sheet) -> None:
    """Let the page begin with its best statement: the one that led it, or a new one.

    So the first sentence does not depend on the order in which sources were compiled.
    """
    kind = context.schema.types.get(page.type)
    if kind is None or not kind.tldr or kind.cues or not before.lead:
        return
    led = statements_of(Sheet(before.lead))[:1]
    names, ours = context.keys(page), {x for x in page.claims if x in context.claims}
    found = [
        (leader_key(context, replace(entry, text=said.text, labels=said.labels), names), said)
        for said in statements_of(sheet)
        if not said.history
        and (ours & set(said.labels) or any(set(x.labels) <= set(said.labels) for x in led))
        and (entry := context.entry(said.labels[0]))
    ]
    lead = statements_of(Sheet(sheet.lead))
    if not found or not lead:
        return
    best = max(found, key=lambda row: row[0])[1]
    if lead[0].labels == best.labels:
        return
    remove_statement(sheet, best.raw)
    rest = [s for s in lead if s.raw != best.raw]
    defined = opens_with_definition(best.text, names)
    again = [s for s in rest if defined and opens_with_definition(s.text, names)]
    for out in dict.fromkeys([*again, *rest[MOST_TLDR_SENTENCES - 1 :]]):
        kept = context.entry(out.labels[0])
        if kept:
            keep_statement(context, sheet, kept.facet(names), kept, out.raw)
            rest.remove(out)
    sheet.lead = " ".join([strip_lead_in(best.raw), *(s.raw for s in rest)])
    sheet.sections = {h: x for h, x in sheet.sections.items() if x or h in before.sections}


def raise_present_value(sheet: Sheet, present: set[str]) -> None:
    """Move the present value into the TLDR, now that another one is known to be outdated."""
    for said in statements_of(sheet):
        room = len(statements_of(Sheet(sheet.lead))) < MOST_TLDR_SENTENCES
        if set(said.labels) & present and said.raw.startswith("- ") and not said.history and room:
            remove_statement(sheet, said.raw)
            sheet.lead = f"{sheet.lead} {strip_lead_in(said.raw)}".strip()


def opens_better(context: WritingContext, page: PagePlan, sheet: Sheet, entry: PageEntry) -> bool:
    """Tell whether a statement opens the page clearly better than what opens it now.

    At most one statement of each source does so.
    """
    if sheet.lead_changed or not entry.voice.in_force:
        return False
    names = context.keys(page)
    now = [e for s in statements_of(Sheet(sheet.lead)) if (e := context.entry(s.labels[0]))]
    if opens_with_definition(entry.text, names) and any(
        opens_with_definition(e.text, names) for e in now
    ):
        return False  # it only words differently what the page says
    best = max((opening_score(e, names) for e in now), default=0.0)
    sheet.lead_changed = opening_score(entry, names) >= best + CLEAR_LEAD_SCORE
    return sheet.lead_changed


def open_page(
    context: WritingContext, page: PagePlan, sheet: Sheet, entries: list[PageEntry]
) -> None:
    """Let entries open the page, after the sentence that says what the thing is.

    What no longer fits into the TLDR goes below.
    """
    if not entries:
        return
    names = context.keys(page)
    new = choose_opening(entries, names, frozenset(x for e in entries for x in e.labels))
    for entry in (e for e in entries if e not in new):
        add_entry(context, page, sheet, entry.section or headings.VALUES, entry)
    old = statements_of(Sheet(sheet.lead))
    known = any(opens_with_definition(e.text, names) for e in new)
    first = (
        []
        if known
        else [
            s
            for s in old
            if opens_with_definition(s.text, names) and re.search(r" (?:is|are) an? ", s.text)
        ][:1]
    )
    rest = [s for s in old if s not in first]
    room = max(0, MOST_TLDR_SENTENCES - len(first) - len(new))
    prose = not all(numbers_of_row(e.text) for e in new)  # the row of a table opens no page
    past = [
        s
        for s in rest
        if (prose and headings.choose_facet(s.text, "") == headings.HISTORY)
        or (known and opens_with_definition(s.text, names))
    ]
    rest = [s for s in rest if s not in past]
    for out in (*past, *rest[room:]):
        kept = context.entry(out.labels[0])
        if kept:
            keep_statement(context, sheet, kept.facet(names), kept, out.raw)
    seen: set[str] = set()
    sheet.lead = " ".join(
        [
            *(s.raw for s in first),
            *(context.link(e, page, seen) for e in new),
            *(s.raw for s in rest[:room]),
        ]
    )
