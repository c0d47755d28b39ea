"""Turn planned pages into edits: what opens a page, what stands where, and what becomes history."""

from __future__ import annotations

import re
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
from pipeline.core.markup.markdown import find_links, make_wiki_link
from pipeline.core.text import normalise
from pipeline.core.wiki.citations import base_of, label_sort_key
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names import names as naming
from pipeline.librarian.extractive.names.subject_scores import NameTable
from pipeline.librarian.extractive.pages import headings, history_section
from pipeline.librarian.extractive.pages.comparison import comparison_edits
from pipeline.librarian.extractive.pages.entries import PageEntry, WritingContext
from pipeline.librarian.extractive.pages.page_statements import (
    PageStatement,
    Sheet,
    edits_between,
    remove_statement,
    statements_of,
    strip_lead_in,
)
from pipeline.librarian.extractive.pages.summary_page import summary_edits, summary_removals
from pipeline.librarian.extractive.pages.team_types import holds_cue, section_for
from pipeline.librarian.extractive.pages.tldr import (
    choose_opening,
    opening_score,
    opens_with_definition,
    rank_as_leader,
)
from pipeline.librarian.extractive.pages.twins import fold_twins, marks_of, say_the_same
from pipeline.librarian.extractive.values.relations import gives_another_object
from pipeline.librarian.extractive.words.page_words import EMPTY_SECTION_TEXTS, local_heading
from pipeline.librarian.extractive.words.tokens import name_key

# Bullets under these headings are led by date and source.
_DATED_HEADINGS = (headings.HISTORY, headings.NOT_IN_FORCE)
_FEW_STATEMENTS = 3  # so many need no headings of their own
_CLEAR_LEAD_SCORE = 1.0  # by which a statement must be better to take the place of a TLDR's
_MOST_TLDR_SENTENCES = 3


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
        leader = max(now or entries, key=lambda e: _leader_key(context, e, context.keys(page)))
        top = [leader, *(e for e in top if e is not leader)][:_MOST_TLDR_SENTENCES]
    seen: set[str] = set()
    sheet = Sheet(" ".join(context.link(e, page, seen) for e in top))
    rest = [e for e in entries if e not in top]
    if kind.sections:
        _fill_required_sections(context, page, sheet, rest, top)
    else:
        _group_entries(context, page, sheet, rest, past)
    for conflict in conflicts:
        _point_at_comparison(sheet, context, conflict)
    return (
        CreatePage(
            sheet.lead, tuple(Section(h, "\n".join(lines)) for h, lines in sheet.sections.items())
        ),
    )


def _group_entries(
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
    dated = {h: groups.pop(h) for h in _DATED_HEADINGS if h in groups}
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
        lines = [_bullet(context, page, heading, entry, seen) for entry in groups[heading]]
        sheet.sections[local_heading(heading, context.words)] = (
            history_section.sort_bullets(lines) if heading in _DATED_HEADINGS else lines
        )


def _bullet(
    context: WritingContext, page: PagePlan, heading: str, entry: PageEntry, seen: set[str]
) -> str:
    text = context.link(entry, page, seen, alone=heading not in _DATED_HEADINGS)
    return (
        history_section.dated_bullet(entry.voice, entry.source_name, text, context.words)
        if heading in _DATED_HEADINGS
        else f"- {text}"
    )


def _fill_required_sections(
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
    _group_entries(context, page, extra, others, frozenset())
    for heading, lines in extra.sections.items():
        known = sheet.heading(heading)
        had = [x for x in sheet.sections.get(known or heading, []) if x not in EMPTY_SECTION_TEXTS]
        sheet.sections[known or heading] = [*had, *lines]


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
    _open_page(context, page, after, leading)
    _put_leader_first(context, page, before, after)
    for conflict in conflicts:
        _point_at_comparison(after, context, conflict)
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
            _add_entry(context, page, sheet, headings.HISTORY, entry)
            return True
        if _is_outdated(replace(other, text=said.text), entry):
            remove_statement(sheet, said.raw)
            _move_to_history(context, sheet, said)
    return False


def _leader_key(
    context: WritingContext, entry: PageEntry, names: frozenset[str]
) -> tuple[bool, int, str, str, int]:
    """Return what a page's leading statement has most of, whatever was compiled first."""
    newest = max(
        (voice.published, base_of(label), -label_sort_key(label)[1])
        for label in entry.labels
        for voice in [context.voice(label)]
    )
    return (*rank_as_leader(entry, names), *newest)


def _put_leader_first(context: WritingContext, page: PagePlan, before: Sheet, sheet: Sheet) -> None:
    """Let the page begin with its best statement: the one that led it, or a new one.

    So the first sentence does not depend on the order in which sources were compiled.
    """
    kind = context.schema.types.get(page.type)
    if kind is None or not kind.tldr or kind.cues or not before.lead:
        return
    led = statements_of(Sheet(before.lead))[:1]
    names, ours = context.keys(page), {x for x in page.claims if x in context.claims}
    found = [
        (_leader_key(context, replace(entry, text=said.text, labels=said.labels), names), said)
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
    for out in dict.fromkeys([*again, *rest[_MOST_TLDR_SENTENCES - 1 :]]):
        kept = context.entry(out.labels[0])
        if kept:
            _keep_statement(context, sheet, kept.facet(names), kept, out.raw)
            rest.remove(out)
    sheet.lead = " ".join([strip_lead_in(best.raw), *(s.raw for s in rest)])
    sheet.sections = {h: x for h, x in sheet.sections.items() if x or h in before.sections}


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
        and opening_score(entry, names) >= opening_score(old, names) + _CLEAR_LEAD_SCORE
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
        _add_entry(context, page, sheet, headings.HISTORY, entry)
        _raise_present_value(sheet, {x for c in late for x in c.current})
    elif kind is not None and kind.sections:
        _add_entry(
            context,
            page,
            sheet,
            section_for(entry.text, entry.heading, kind) or entry.facet(context.keys(page)),
            entry,
        )
    elif _opens_better(context, page, sheet, entry):
        return False
    else:
        _add_entry(context, page, sheet, entry.facet(context.keys(page)), entry)
    return True


def _raise_present_value(sheet: Sheet, present: set[str]) -> None:
    """Move the present value into the TLDR, now that another one is known to be outdated."""
    for said in statements_of(sheet):
        room = len(statements_of(Sheet(sheet.lead))) < _MOST_TLDR_SENTENCES
        if set(said.labels) & present and said.raw.startswith("- ") and not said.history and room:
            remove_statement(sheet, said.raw)
            sheet.lead = f"{sheet.lead} {strip_lead_in(said.raw)}".strip()


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


def _opens_better(context: WritingContext, page: PagePlan, sheet: Sheet, entry: PageEntry) -> bool:
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
    sheet.lead_changed = opening_score(entry, names) >= best + _CLEAR_LEAD_SCORE
    return sheet.lead_changed


def _add_entry(
    context: WritingContext, page: PagePlan, sheet: Sheet, heading: str, entry: PageEntry
) -> None:
    name = _ensure_section(sheet, local_heading(heading, context.words))
    lines = sheet.sections[name]
    seen = {slug for line in lines for slug in re.findall(r"\[\[([^\[\]|#]+)", line)}
    lines.append(_bullet(context, page, heading, entry, seen))
    if heading in _DATED_HEADINGS:
        sheet.sections[name] = history_section.sort_bullets(lines)


def _ensure_section(sheet: Sheet, heading: str) -> str:
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


def _outdate(context: WritingContext, sheet: Sheet, outdated: set[str]) -> bool:
    """Move what is outdated into the history, with its date and source."""
    for old in statements_of(sheet):
        if set(old.labels) & outdated and not old.history:
            remove_statement(sheet, old.raw)
            _move_to_history(context, sheet, old)
    return False


def _open_page(
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
        _add_entry(context, page, sheet, entry.section or headings.VALUES, entry)
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
    room = max(0, _MOST_TLDR_SENTENCES - len(first) - len(new))
    past = [
        s
        for s in rest
        if headings.choose_facet(s.text, "") == headings.HISTORY
        or (known and opens_with_definition(s.text, names))
    ]
    rest = [s for s in rest if s not in past]
    for out in (*past, *rest[room:]):
        kept = context.entry(out.labels[0])
        if kept:
            _keep_statement(context, sheet, kept.facet(names), kept, out.raw)
    seen: set[str] = set()
    sheet.lead = " ".join(
        [
            *(s.raw for s in first),
            *(context.link(e, page, seen) for e in new),
            *(s.raw for s in rest[:room]),
        ]
    )


def _keep_statement(
    context: WritingContext, sheet: Sheet, heading: str, entry: PageEntry, raw: str
) -> None:
    """Put a statement of the page under another heading as it stands, with its links."""
    name = _ensure_section(sheet, local_heading(heading, context.words))
    if heading in _DATED_HEADINGS:
        lines = [
            *sheet.sections[name],
            history_section.dated_bullet(
                entry.voice, entry.source_name, strip_lead_in(raw), context.words
            ),
        ]
        sheet.sections[name] = history_section.sort_bullets(lines)
    else:
        sheet.sections[name].append(f"- {raw.removeprefix('- ')}")


def _move_to_history(context: WritingContext, sheet: Sheet, old: PageStatement) -> None:
    entry = context.entry(old.labels[0])
    if entry:
        _keep_statement(context, sheet, headings.HISTORY, entry, old.raw)


def _point_at_comparison(sheet: Sheet, context: WritingContext, conflict: Conflict) -> None:
    """Point at the comparison page from the section where the values meet."""
    other = next(
        (p for p in context.plan.pages if p.type == COMPARISON_TYPE and p.slug in conflict.pages),
        None,
    )
    if other is None or other.slug in "".join("".join(lines) for lines in sheet.sections.values()):
        return
    heading = context.words.history if conflict.relation == "supersedes" else context.words.caveats
    name = _ensure_section(sheet, heading)
    sheet.sections[name] = [
        f"- {context.words.see_all}: {make_wiki_link(other.slug, other.title)}",
        *sheet.sections[name],
    ]
