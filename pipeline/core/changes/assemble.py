"""Lay a change set over a wiki: edit pages, settle links, do the bookkeeping, list every file."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.core.bookkeeping import derive
from pipeline.core.bookkeeping.confidence import Voice
from pipeline.core.bookkeeping.derive import Draft
from pipeline.core.bookkeeping.index import renew_index
from pipeline.core.bookkeeping.log import (
    LOG_PATH,
    append_due,
    append_log,
    escape_log_title,
    source_row,
)
from pipeline.core.bookkeeping.ownership import entries_of_value, name_of_entry
from pipeline.core.changes import edits
from pipeline.core.changes.change_set import (
    ChangeSet,
    Claim,
    Conflict,
    Dropped,
    Extraction,
    PageEdits,
    PagePlan,
)
from pipeline.core.hidden_characters import is_name
from pipeline.core.markup import frontmatter, web_addresses
from pipeline.core.markup.source_sections import find_headings
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.paths import slug_of_path
from pipeline.core.values import FileChange, Quote, Source
from pipeline.core.wiki.citations import Citation, base_of, label_base, name_heading, parse
from pipeline.core.wiki.facts import strings_of_value
from pipeline.core.wiki.link_style import settle_links
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

_NO_ALIASES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Assembled:
    """The files that a change set makes of a wiki, the wiki it leaves, and what was cut."""

    files: tuple[FileChange, ...]
    pages: tuple[Page, ...]  # the edited ones, finished
    after: Wiki
    cut: tuple[Dropped, ...]
    placed: frozenset[str]  # labels of this source that stand on a page
    own_index: tuple[str, ...] = ()  # index files that people wrote, which are left alone


def assemble(
    change: ChangeSet,
    before: Wiki,
    log: str,
    index: Mapping[str, str],
    schema: Schema,
    due: Sequence[str] = (),
    read: Source | None = None,
    echoes: str = "",
) -> Assembled:
    """Return what a change set makes of the wiki it was made for.

    `log` is the text of log.md and `index` the derived index files as they are, by path. `due` are
    lines of the log that wait for a proposal. `read` is the source with its text, where citations
    are to name the headings above their quotes, and `echoes` the label of another source of which
    it is a near copy. Raises `EditError` where an edit does not fit.
    """
    planned = add_planned_pages(before, [p.plan for p in change.pages], schema)
    drafts, cut = [], []
    given: dict[str, str] = {}
    for page_edits in change.pages:
        page, lost = edit_page(page_edits, before, planned, schema, given)
        for name in strings_of_value(page.meta.get("aliases")):
            given |= dict.fromkeys((fold(name), thing_key(name)), page_edits.plan.slug)
        cut += lost
        drafts.append(_draft(page, page_edits, change, before, echoes))
    citations = citations_of(change.extraction, read or change.source, change.kept)
    voices = voices_of(before, change, echoes)
    drafts += _renewed(before, citations, voices[change.source.path], {d.page.slug for d in drafts})
    texts = derive.bookkeep(before, drafts, citations, voices, schema, change.date)
    return _files(change, before, texts, (log, append_due(log, due)), index, schema, cut)


def _files(
    change: ChangeSet,
    before: Wiki,
    texts: dict[str, str],
    logs: tuple[str, str],
    index: Mapping[str, str],
    schema: Schema,
    cut: list[Dropped],
) -> Assembled:
    after = before.with_texts(texts)
    edited_paths = {path_of(p.plan, before, schema) for p in change.pages}
    files = [
        _file(path, text, before, path not in edited_paths) for path, text in sorted(texts.items())
    ]
    renewed = renew_index(index, after, schema)
    files += [
        FileChange(path, index.get(path), text, derived=True)
        for path, text in renewed.texts.items()
    ]
    mine = {c.id for c in change.extraction.claims}
    placed = frozenset(x for x in mine if after.pages_stating(x))
    if texts:
        created = [f.path for f in files if f.before is None and f.path in edited_paths]
        updated = [f.path for f in files if f.before is not None and f.path in edited_paths]
        entry = log_entry(
            change, map(slug_of_path, created), map(slug_of_path, updated), len(placed), change.date
        )
        was, log = logs
        files.append(FileChange(LOG_PATH, was or None, append_log(log, entry), derived=True))
    pages = tuple(
        after.page(slug_of_path(path))
        for path in sorted(edited_paths)
        if slug_of_path(path) in after
    )
    return Assembled(tuple(files), pages, after, tuple(cut), placed, tuple(sorted(renewed.peoples)))


def _file(path: str, text: str, before: Wiki, is_derived: bool) -> FileChange:
    old = before.text_at(path) if before.at(path) else None
    return FileChange(path, old, text, derived=is_derived)


def path_of(plan: PagePlan, before: Wiki, schema: Schema) -> str:
    """Return the path of a planned page: where it stands, or in the folder of its type."""
    known = before.facts.get(plan.slug)
    return known.path if known else schema.path(plan.type, plan.slug)


def add_planned_pages(before: Wiki, plans: Iterable[PagePlan], schema: Schema) -> Wiki:
    """Return the wiki with the planned new pages as empty ones, so that links to them resolve."""
    texts: dict[str, str | None] = {}
    for plan in plans:
        meta: dict[str, Any] = {
            "title": plan.title,
            "type": plan.type,
            "aliases": list(plan.aliases),
        }
        if plan.slug not in before:
            texts[schema.path(plan.type, plan.slug)] = frontmatter.dump(meta) + "\n"
    return before.with_texts(texts)


def edit_page(
    page_edits: PageEdits,
    before: Wiki,
    planned: Wiki,
    schema: Schema,
    given: Mapping[str, str] = _NO_ALIASES,
) -> tuple[Page, list[Dropped]]:
    """Return the page with its edits applied and its links settled, and what was cut from it.

    Links to no page and aliases that another page has are cut. `given` are the aliases that this
    change has given to other pages, by their keys, with the slugs of these pages.
    """
    plan = page_edits.plan
    path = path_of(plan, before, schema)
    page = (
        before.page(plan.slug)
        if plan.slug in before
        else Page(path, meta={"title": plan.title, "type": plan.type})
    )
    old_body, had = page.body, strings_of_value(page.meta.get("aliases"))
    page = edits.apply_edits(page, page_edits.edits)
    page, dropped = _with_aliases(page, had, plan, before, planned, given)
    if page.body == old_body:
        return page, dropped
    style = schema.rules.links
    peoples = old_body if schema.rules.profile == "structure" else ""
    lead, dead = settle_links(page.lead, path, planned, style, peoples, old_body)
    parts = []
    for part in page.parts:
        text, more = settle_links(part.text, path, planned, style, peoples, old_body)
        dead += more
        parts.append(replace(part, text=web_addresses.part_marks_from_addresses(text)))
    lead = web_addresses.part_marks_from_addresses(lead)
    dropped += [
        Dropped(f"a link to `{name}` on {plan.title}", "no page has that name")
        for name in dict.fromkeys(dead)
    ]
    return replace(page, lead=lead, parts=tuple(parts)), dropped


def _with_aliases(
    page: Page,
    had: Iterable[str],
    plan: PagePlan,
    before: Wiki,
    planned: Wiki,
    given: Mapping[str, str],
) -> tuple[Page, list[Dropped]]:
    """Return the page with the aliases of its plan, and those that were refused.

    A list that has them all already, or a value that is no list of names, stays as written.
    """
    value, had = page.meta.get("aliases"), list(had)
    names, dropped = _aliases(page, had, plan, before, planned, given)
    if value is not None and (
        set(names) == set(had) == set(strings_of_value(value)) or not _is_names(value)
    ):
        return page, dropped
    more = [x for x in names if x not in strings_of_value(value)]
    plain = isinstance(value, list) and all(
        x == name for x, name in zip(value, strings_of_value(value), strict=True)
    )
    kept = [
        x for x in entries_of_value(value) if name_of_entry(x) in names or name_of_entry(x) in had
    ]
    return (
        replace(
            page, meta={**page.meta, "aliases": names if plain or not value else [*kept, *more]}
        ),
        dropped,
    )


def _is_names(value: Any) -> bool:
    return all(isinstance(x, str) or name_of_entry(x) != str(x) for x in entries_of_value(value))


def _aliases(
    page: Page,
    had: Iterable[str],
    plan: PagePlan,
    before: Wiki,
    planned: Wiki,
    given: Mapping[str, str],
) -> tuple[list[str], list[Dropped]]:
    """Return the page's aliases with the new ones, and the new ones that another page has."""
    have = list(dict.fromkeys(had))
    taken = {str(page.meta.get("title")), *have}
    dropped = []
    for alias in dict.fromkeys((*strings_of_value(page.meta.get("aliases")), *plan.aliases)):
        if alias in taken or not is_name(alias):
            continue
        if whose := next(
            (slug for slug in _answering(alias, before, planned, given) if slug != plan.slug), ""
        ):
            why = f"“{planned.facts[whose].title}” is called so"
            dropped.append(Dropped(f"the alias “{alias}” of {plan.title}", why))
            continue
        have.append(alias)
        taken.add(alias)
    return sorted(have), dropped


def _answering(alias: str, before: Wiki, planned: Wiki, given: Mapping[str, str]) -> Iterator[str]:
    """Yield the slugs of pages that answer to a name, in any case, number or spelling of it.

    A page that this change creates answers by its title and file name only.
    """
    folded, thing = fold(alias), thing_key(alias)
    for slug in planned.pages_called(alias):
        if slug in before or folded in planned.facts[slug].names[:2]:
            yield slug
    for other in (before.slug_of_thing(thing), planned.slug_of_thing(thing)):
        if other is not None and (other in before or planned.facts[other].things[0] == thing):
            yield other
    yield from (given[key] for key in (folded, thing) if key in given)


def _draft(
    page: Page, page_edits: PageEdits, change: ChangeSet, before: Wiki, echoes: str
) -> Draft:
    plan = page_edits.plan
    meta: dict[str, Any] = {**page.meta, "title": page.meta.get("title") or plan.title}
    open_ = strings_of_value(meta.get("disputed"))
    found = update_disputed(open_, change.conflicts, plan.slug)
    if set(found) != set(open_):
        meta["disputed"] = found
    if plan.type == SUMMARY_TYPE:
        meta |= make_record(change, echoes)
    touched = plan.slug not in before or before.page(plan.slug).body != page.body
    return Draft(page, meta, touched)


def make_record(change: ChangeSet, echoes: str = "") -> dict[str, str]:
    """Return what a summary page records of its source; its writer leaves out empty values."""
    source, read = change.source, change.extraction
    return {
        "source": source.path,
        "sha256": source.sha256,
        "label": _label_of(change),
        "author": read.author or source.author,
        "published": read.published or source.published,
        "modified": source.modified,
        "captured": source.captured,
        "status": read.status or source.status,
        "effective": read.effective,
        "address": source.address,
        "echoes": echoes,
        "unplaced": str(len(change.unfinished)) if change.unfinished else "",
    }


def _label_of(change: ChangeSet) -> str:
    """Return what the labels of a source's claims begin with."""
    ids = [c.id for c in (*change.extraction.claims, *change.kept)] or list(change.gone)
    return base_of(ids[0]) if ids else ""


def voices_of(wiki: Wiki, change: ChangeSet, echoes: str = "") -> dict[str, Voice]:
    """Return what is known of every source, by path.

    The records tell of the others, the change set of the one that is being compiled.
    """
    source, read = change.source, change.extraction
    day = read.published or source.published
    author, status = read.author or source.author, read.status or source.status
    label = _label_of(change) or label_base(source.path)
    heard = Voice(
        source.path, author, source.address, status, day, source.sha256, label=label, echoes=echoes
    )
    return {**derive.recorded_voices(wiki), source.path: heard}


def citations_of(
    read: Extraction, source: Source, kept: Iterable[Claim] = ()
) -> dict[str, Citation]:
    """Return this run's citations by label.

    They are those of the claims that were read now, and of earlier ones (`kept`) that the source
    still holds.
    """
    claims = [*kept, *read.claims]
    headings = headings_above(source, [quote for claim in claims for quote in claim.quotes])
    return {
        c.id: Citation(
            c.id, source.path, source.unit, c.quotes, tuple(headings.get(q, "") for q in c.quotes)
        )
        for c in claims
    }


def headings_above(source: Source, quotes: Iterable[Quote]) -> dict[Quote, str]:
    """Return the heading above each quote, as a link of Obsidian names it; none for parts of files.

    Where two headings have one name, Obsidian would open the first, so such a one is left out.
    """
    if source.unit not in ("line", "kept"):
        return {}
    heads = [(line, name_heading(words)) for line, words in find_headings(source.text)]
    counts = Counter(fold(name) for _, name in heads)
    places = [source.locators[line] for line, _ in heads]
    found = {}
    for quote in quotes if heads else ():
        number = bisect_right(places, quote.start) - 1
        name = heads[number][1] if number >= 0 else ""
        found[quote] = name if name and counts[fold(name)] == 1 else ""
    return found


def _renewed(
    wiki: Wiki, citations: Mapping[str, Citation], voice: Voice, edited_slugs: set[str]
) -> list[Draft]:
    """Return drafts of the pages that change because of what is now known of the source.

    These are pages that nobody edits. Their footnotes point at an old place of the source (its path
    changed, lines moved), or their confidence follows what its record says, and that changed.
    """
    heard = derive.recorded_voices(wiki).get(voice.path, voice)
    labels = {
        *citations,
        *(x for base in {base_of(label) for label in citations} for x in wiki.labels_of(base)),
    }
    drafts = []
    for slug in sorted({s for label in labels for s in wiki.pages_citing(label)} - edited_slugs):
        page = wiki.page(slug)
        old = {
            x: parse(x, text, page.path) for x, text in page.definitions.items() if x in citations
        }
        if heard != voice or any(citations[x] != was for x, was in old.items()):
            drafts.append(Draft(page, page.meta, touched=False))
    return drafts


def update_disputed(pairs: Iterable[str], conflicts: Iterable[Conflict], slug: str) -> list[str]:
    """Return a page's open contradictions after this run's conflicts, as pairs of labels.

    New ones come in, and those with a superseded claim go out.
    """
    found = dict.fromkeys(pairs)
    for conflict in conflicts:
        both = [(a, b) for a in conflict.current for b in conflict.other if a != b]
        if conflict.relation == "contradicts" and slug in conflict.pages:
            found.update(dict.fromkeys(" ~ ".join(sorted(pair)) for pair in both))
        elif conflict.relation == "supersedes":
            old = set(conflict.other)
            found = {pair: None for pair in found if not old & set(pair.split(" ~ "))}
    return sorted(found)


def log_entry(
    change: ChangeSet, created: Iterable[str], updated: Iterable[str], placed: int, day: str
) -> str:
    r"""Return what a compile appends to the log.

    The heading begins as in Karpathy's log, so that `grep "^## \["` lists the entries.
    """
    title, librarian = escape_log_title(change.extraction.title), escape_log_title(change.librarian)
    rows = [
        f"## [{day}] ingest | {title}",
        "",
        source_row(change.source.path, change.source.sha256),
        f"- created: {_names(created)}",
        f"- updated: {_names(updated)}",
        f"- claims: {placed} of {len(change.extraction.claims)} placed; librarian: {librarian}",
    ]
    return "\n" + "\n".join(rows) + "\n"


def _names(slugs: Iterable[str]) -> str:
    return ", ".join(f"[[{slug}]]" for slug in slugs) or "none"
