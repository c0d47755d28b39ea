"""Turn planned pages into edits: a new page is made, on another what is new takes its place."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.changes.change_set import (
    AddAlias,
    Conflict,
    CreatePage,
    Edit,
    PageEdits,
    PagePlan,
    Plan,
    Section,
)
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.markup.markdown import find_links
from pipeline.core.text import normalise
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names import names as naming
from pipeline.librarian.extractive.names.subject_scores import NameTable
from pipeline.librarian.extractive.pages import headings
from pipeline.librarian.extractive.pages.comparison import comparison_edits
from pipeline.librarian.extractive.pages.entries import PageEntry, WritingContext
from pipeline.librarian.extractive.pages.page_opening import (
    CLEAR_LEAD_SCORE,
    MOST_TLDR_SENTENCES,
    leader_key,
    open_page,
    opens_better,
    put_leader_first,
    raise_present_value,
)
from pipeline.librarian.extractive.pages.page_sections import (
    add_entry,
    fill_required_sections,
    group_entries,
    move_to_history,
    point_at_comparison,
)
from pipeline.librarian.extractive.pages.page_statements import (
    PageStatement,
    Sheet,
    edits_between,
    remove_statement,
    statements_of,
)
from pipeline.librarian.extractive.pages.summary_page import summary_edits, summary_removals
from pipeline.librarian.extractive.pages.team_types import holds_cue, section_for
from pipeline.librarian.extractive.pages.tldr import (
    choose_opening,
    opening_score,
)
from pipeline.librarian.extractive.pages.twins import fold_twins, marks_of, say_the_same
from pipeline.librarian.extractive.values.relations import gives_another_object
from pipeline.librarian.extractive.words.tokens import name_key


def write(plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema) -> list[PageEdits]:
    """Return the edits of every planned page, in the plan's order.

    A new page is opened by the statements that say best what the thing is; the others stand under
    headings in a fixed order, or under the sections that its type demands. On an existing page a
    statement that stands there already only adds its mark. A newer value takes the place of the old
    one, which moves into the section of history with its date and source. Where values meet, the
    page points at the comparison page. Only statements with a mark are moved; what follows the last
    mark of a TLDR was written by people and stays behind it. A new page without content is left
    out.
    """
    names = dict(naming.find_known_names(wiki, [reading.source.text, reading.source.title], True))
    for page in plan.pages:
        if page.type != COMPARISON_TYPE:
            for name in (page.title, *page.aliases):
                names.setdefault(name_key(name), page.slug)
    context = WritingContext(
        plan, reading, wiki, schema, {c.id: c for c in reading.extraction.claims}, NameTable(names)
    )
    made = [
        PageEdits(page, _edits(context, page), summary_removals(context, page))
        for page in plan.pages
    ]
    return [page for page in made if page.edits or page.plan.action == "update"]


def _edits(context: WritingContext, page: PagePlan) -> tuple[Edit, ...]:
    aliases = tuple(AddAlias(alias) for alias in page.aliases)
    if page.type == SUMMARY_TYPE:
        return (*summary_edits(context, page), *aliases)
    if page.type == COMPARISON_TYPE:
        return comparison_edits(context, page)
    body = _create_page(context, page) if page.action == "create" else _update_page(context, page)
    return (*body, *aliases)


# --- a new page ---


def _create_page(context: WritingContext, page: PagePlan) -> tuple[Edit, ...]:
    kind = context.schema.types[page.type]
    entries = fold_twins(context.entries(page), context.keys(page))
    conflicts = context.conflicts(page)
    present = frozenset(x for c in conflicts for x in c.current)
    past = frozenset(x for c in conflicts if c.relation == "supersedes" for x in c.other)
    past |= frozenset(
        x for e in entries if any(_is_outdated(e, other) for other in entries) for x in e.labels
    )
    now = [e for e in entries if not set(e.labels) & past]
    top = choose_opening(now or entries, context.keys(page), present) if kind.tldr else []
    if kind.tldr and kind.cues:
        top = [e for e in entries if holds_cue(e.text, kind)][:1] or top
    elif top:
        leader = max(now or entries, key=lambda e: leader_key(context, e, context.keys(page)))
        top = [leader, *(e for e in top if e is not leader)][:MOST_TLDR_SENTENCES]
    seen: set[str] = set()
    sheet = Sheet(" ".join(context.link(e, page, seen) for e in top))
    rest = [e for e in entries if e not in top]
    if kind.sections:
        fill_required_sections(context, page, sheet, rest, top)
    else:
        group_entries(context, page, sheet, rest, past)
    for conflict in conflicts:
        point_at_comparison(sheet, context, conflict)
    return (
        CreatePage(
            sheet.lead, tuple(Section(h, "\n".join(lines)) for h, lines in sheet.sections.items())
        ),
    )


# --- an existing page ---


def _update_page(context: WritingContext, page: PagePlan) -> tuple[Edit, ...]:
    before = Sheet.of(context.wiki.page(page.slug))
    after = before.copy()
    known = {normalise(s.text).casefold(): s for s in statements_of(before)}
    conflicts = context.conflicts(page)
    leading: list[PageEntry] = []
    for entry in context.entries(page):
        twin = known.get(normalise(entry.text).casefold())
        if twin:
            _add_mark(after, twin, entry)
        elif _place_by_date(context, page, after, entry):
            continue
        elif other := _find_alike(context, page, after, entry):
            _add_mark(after, other, entry, _better_wording(context, page, other, entry))
        elif not _insert_entry(context, page, after, entry, conflicts):
            leading.append(entry)
    open_page(context, page, after, leading)
    put_leader_first(context, page, before, after)
    for conflict in conflicts:
        point_at_comparison(after, context, conflict)
    return edits_between(before, after)


def _is_outdated(entry: PageEntry, other: PageEntry) -> bool:
    """Tell whether a newer source in force gives another object of the same relation."""
    return (
        other.voice.in_force
        and other.voice.published > entry.voice.published
        and gives_another_object(entry.text, other.text)
    )


def _place_by_date(context: WritingContext, page: PagePlan, sheet: Sheet, entry: PageEntry) -> bool:
    """Let the newer source say who runs a thing, where it is, or what it is called.

    Return True where the entry is the older and has gone into the history. Where it is the newer,
    what the page said goes there instead.
    """
    for said in statements_of(sheet):
        other = context.entry(said.labels[0]) if said.labels and not said.history else None
        if other is None or entry.labels == said.labels:
            continue
        if _is_outdated(entry, replace(other, text=said.text)):
            add_entry(context, page, sheet, headings.HISTORY, entry)
            return True
        if _is_outdated(replace(other, text=said.text), entry):
            remove_statement(sheet, said.raw)
            move_to_history(context, sheet, said)
    return False


def _find_alike(
    context: WritingContext, page: PagePlan, sheet: Sheet, entry: PageEntry
) -> PageStatement | None:
    """Return the statement of the page that says the same in nearly the words of this entry."""
    found = (
        s
        for s in statements_of(sheet)
        if s.labels and not s.history and say_the_same(s.text, entry.text)
    )
    return next(found, None)


def _better_wording(
    context: WritingContext, page: PagePlan, said: PageStatement, entry: PageEntry
) -> str:
    """Return the entry's wording if it is clearly better and keeps every link, else nothing."""
    names, old = context.keys(page), context.entry(said.labels[0])
    wording = context.link(entry, page, set())
    kept = {x.target for x in find_links(said.raw)} <= {x.target for x in find_links(wording)}
    better = (
        old is not None
        and opening_score(entry, names) >= opening_score(old, names) + CLEAR_LEAD_SCORE
    )
    return wording if better and kept else ""


def _add_mark(sheet: Sheet, twin: PageStatement, entry: PageEntry, wording: str = "") -> None:
    """Add the entry's mark to a sentence that says the same already.

    If a better `wording` is given, it takes the place of the sentence.
    """
    lead = "- " if twin.raw.startswith("- ") else ""
    if wording:
        more = (
            lead + wording + marks_of(label for label in twin.labels if label not in entry.labels)
        )
    else:
        more = twin.raw + marks_of(label for label in entry.labels if label not in twin.labels)
    if twin.raw in sheet.lead:
        sheet.lead = sheet.lead.replace(twin.raw, more, 1)
    for lines in sheet.sections.values():
        lines[:] = [more if line == twin.raw else line for line in lines]


def _insert_entry(
    context: WritingContext,
    page: PagePlan,
    sheet: Sheet,
    entry: PageEntry,
    conflicts: list[Conflict],
) -> bool:
    """Put an entry on the page and return True, or False if it must open the page.

    An entry opens the page if it gives the present value, or says better than the TLDR what the
    thing is.
    """
    mine = set(entry.labels)
    replacing = [
        c for c in conflicts if c.relation in ("supersedes", "confirms") and mine & set(c.current)
    ]
    kind = context.schema.types.get(page.type)
    if replacing:
        return _outdate(
            context,
            sheet,
            {x for c in replacing for x in (*c.other, *_labels_compared_before(context, c))} - mine,
        )
    if late := [c for c in conflicts if c.relation == "supersedes" and mine & set(c.other)]:
        add_entry(context, page, sheet, headings.HISTORY, entry)
        raise_present_value(sheet, {x for c in late for x in c.current})
    elif kind is not None and kind.sections:
        add_entry(
            context,
            page,
            sheet,
            section_for(entry.text, entry.heading, kind) or entry.facet(context.keys(page)),
            entry,
        )
    elif opens_better(context, page, sheet, entry):
        return False
    else:
        add_entry(context, page, sheet, entry.facet(context.keys(page)), entry)
    return True


def _labels_compared_before(context: WritingContext, conflict: Conflict) -> tuple[str, ...]:
    """Return the labels of all values that the comparison page held before.

    The newest value outdates them all.
    """
    pages = [
        p
        for p in context.plan.pages
        if p.type == COMPARISON_TYPE and p.slug in conflict.pages and p.slug in context.wiki
    ]
    return tuple(x for p in pages for x in context.wiki.facts[p.slug].labels)


def _outdate(context: WritingContext, sheet: Sheet, outdated: set[str]) -> bool:
    """Move what is outdated into the history, with its date and source."""
    for old in statements_of(sheet):
        if set(old.labels) & outdated and not old.history:
            remove_statement(sheet, old.raw)
            move_to_history(context, sheet, old)
    return False
