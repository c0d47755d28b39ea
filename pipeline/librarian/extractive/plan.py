"""Decide which pages a source creates or changes, and which of its claims go where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.core.changes.change_set import Action, Claim, Conflict, LeftOut, PagePlan, Plan
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.changes.section_coverage import place_claims
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.markup.source_parts import cut_text
from pipeline.core.markup.source_sections import sections_of
from pipeline.core.name_keys import slug_of, thing_key, unique_slug
from pipeline.core.values import Source
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names import names as naming
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.titles import kind_of
from pipeline.librarian.extractive.names.whole_definition import kind_of_defined
from pipeline.librarian.extractive.pages.against_wiki import Thing, WikiDispute, find_disputes
from pipeline.librarian.extractive.pages.choose_claims import (
    choose_claims,
    gives_value,
    is_worth_page,
    said_before,
)
from pipeline.librarian.extractive.pages.compared_claims import tell_comparison
from pipeline.librarian.extractive.pages.subjects import PlanningContext, Subject, planning_context
from pipeline.librarian.extractive.pages.team_types import plan_team_pages
from pipeline.librarian.extractive.source.stating_sentences import needs_context
from pipeline.librarian.extractive.words.page_words import page_words_in
from pipeline.librarian.extractive.words.tokens import name_key, tokenize

MOST_KEY_POINTS = 12
MOST_ON_SUMMARY = 60  # statements; more than a reader of a summary reads
# For each further part of a long source, which a reader takes up chapter by chapter, and in all.
_MORE_ON_SUMMARY, _MOST_ON_ANY_SUMMARY = 20, 200
_MOST_SUMMARY_BYTES = 70_000  # of statements with their footnotes; a larger page is refused
_FOOTNOTE_BYTES = 200  # of a statement, beside its words here and there
_MOST_PAGES_A_CLAIM = 3


def plan(reading: ReadSource, wiki: Wiki, schema: Schema) -> Plan:
    """Return the plan for the fresh claims of a source.

    Every fresh claim stands on a page or is left out with a reason. The steps: find the subjects
    that the source may have pages about, and what the wiki says of them; find the disputes between
    fresh claims and the wiki, each of which forces its claim onto the subject's page; choose the
    subjects that carry a page, within `pages_per_source` of the schema; give each claim to the one
    to three subjects that it says most about, as many to each as a page holds; add pages of
    the team's own types, comparison pages for the disputes, and the summary page. Pages of the wiki
    are read only if a claim names them or they stand near one that is named; of all others only the
    names are looked at.
    """
    context = planning_context(reading, wiki, schema)
    disputes = _disputes_with_wiki(context)
    for dispute in disputes:
        for what in (dispute.thing.what, *dispute.others):
            context.subjects[what].forced.add(dispute.new)
    chosen = _choose_subjects(context)
    _place_claims(context, chosen)
    taken = {
        reading.summary.slug,
        slug_of(reading.source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]),
    }
    pages = _plan_pages(chosen, context, taken)
    pages += plan_team_pages(context.claims, reading, wiki, schema, taken)
    taken |= {p.slug for p in pages}
    slugs = {s.what: p.slug for s, p in zip(chosen, pages, strict=False)}
    compared, conflicts = _plan_comparisons(
        [d for d in disputes if d.thing.what in slugs], context, slugs, taken
    )
    summary, left = _plan_summary(context, pages)
    return Plan(
        (summary, *pages, *compared),
        tuple(conflicts),
        left,
        comparison=tell_comparison(context, disputes),
    )


def _disputes_with_wiki(context: PlanningContext) -> list[WikiDispute]:
    keys: dict[str, set[str]] = {}
    for key, slug in context.names.items():
        keys.setdefault(slug, set()).add(key)
    things = {
        what: Thing(
            what,
            s.title,
            frozenset(keys.get(what, set()) | {name_key(s.title), *map(name_key, s.aliases)}),
            s.old,
        )
        for what, s in context.subjects.items()
        if s.old
    }
    found = find_disputes(context.claims, context.scores, things, context.reading, context.wiki)
    return [
        replace(d, others=tuple(w for w in d.others if _speaks_of(d, w, context)))
        for d in found
        if d.relation != "confirms" or _speaks_of(d, d.thing.what, context)
    ]


def _speaks_of(dispute: WikiDispute, what: str, context: PlanningContext) -> bool:
    """Tell whether the fresh claim of a dispute is about a thing, or about a part of it."""
    told = context.told[dispute.new].get(what)
    return told is not None and told.telling >= Telling.TOUCHES


# --- which pages ---


def _choose_subjects(context: PlanningContext) -> list[Subject]:
    """Return the subjects to write about: existing pages a claim is about, and the best new ones.

    There are as many new ones as the source carries, about one for three claims, and of a long
    source as many of each part as `pages_per_source` aims at.
    """
    told: dict[str, list[Told]] = {}
    for claim in (c for c in context.claims if not needs_context(to_plain_text(c.text))):
        for what, found in context.told[claim.id].items():
            told.setdefault(what, []).append(found)
    subjects = context.subjects.values()
    old = [s for s in subjects if s.slug and (_number_about(told.get(s.what, [])) or s.forced)]
    new = [s for s in subjects if not s.slug and (s.forced or is_worth_page(s, context))]
    rules = context.schema.rules.pages_per_source
    room = rules.most - 1
    source = context.reading.source
    fresh = min(
        _number_of_parts(source) * (rules.target[1] - 1),
        room,
        max(2, round(len(context.claims) / 3)),
    )
    old.sort(key=lambda s: (-_number_about(told.get(s.what, [])) - 5 * len(s.forced), s.slug))
    new.sort(key=lambda s: (-_weight(s, told.get(s.what, [])), s.rank))
    old = old[: max(room - min(fresh, len(new)), room // 2)]
    return [*old, *new[: min(fresh, room - len(old))]]


def _number_about(told: Iterable[Told]) -> int:
    return sum(t.telling >= Telling.TREATS for t in told)


def _weight(subject: Subject, told: Sequence[Told]) -> float:
    return (
        2.0 * min(_number_about(told), 6)
        + 3.0 * any(t.telling == Telling.DEFINES for t in told)
        + 2.0 * min(len(subject.old), 2)
        - 0.25 * subject.rank
    )


def _place_claims(context: PlanningContext, chosen: list[Subject]) -> None:
    """Give each claim to the one to three pages that it says most about."""
    by_what = {s.what: s for s in chosen}
    for claim in context.claims:
        for what in _homes_of_claim(claim, context, by_what):
            by_what[what].claims.append(claim.id)
    for subject in by_what.values():
        choose_claims(subject, context)
    chosen[:] = [s for s in chosen if s.claims or (not s.slug and said_before(s, context))]


def _homes_of_claim(
    claim: Claim, context: PlanningContext, subjects: Mapping[str, Subject]
) -> list[str]:
    scores = context.scores[claim.id]
    telling = {what: told.telling for what, told in context.told[claim.id].items()}
    forced = [w for w, s in subjects.items() if claim.id in s.forced]
    ranked = sorted(
        (w for w in scores if w in subjects and w not in forced),
        key=lambda w: (-telling[w], -scores[w], subjects[w].rank, w),
    )
    if needs_context(to_plain_text(claim.text)):
        return forced
    about = [w for w in ranked if telling[w] >= Telling.TREATS]
    near = [
        w
        for w in ranked[:2]
        if telling[w] == Telling.TOUCHES and gives_value(to_plain_text(claim.text), subjects[w])
    ]
    return [*forced, *about, *near][: max(_MOST_PAGES_A_CLAIM, len(forced))]


def _plan_pages(chosen: list[Subject], context: PlanningContext, taken: set[str]) -> list[PagePlan]:
    pages: list[PagePlan] = []
    for subject in chosen:
        action: Action = "update" if subject.slug else "create"
        slug = subject.slug or unique_slug(slug_of(subject.title), context.wiki.taken_names, taken)
        taken.add(slug)
        kind = context.wiki.facts[slug].type if subject.slug else _page_type(subject, context)
        said = said_before(subject, context)
        old = () if subject.slug else tuple(dict.fromkeys(x for s in said for x in s.labels))
        claims = (*subject.claims, *old)
        pages.append(
            PagePlan(
                slug,
                subject.title,
                kind,
                action,
                claims,
                _explain_page(subject, context),
                subject.aliases,
            )
        )
    return pages


def _explain_page(subject: Subject, context: PlanningContext) -> str:
    number = len(subject.claims)
    parts = ["one statement about it" if number == 1 else f"{number} statements about it"]
    if subject.about and not subject.slug:
        parts.append(f"{len(subject.about)} from sources the wiki already holds")
    if subject.forced:
        parts.append("among them a value that differs from what the wiki says")
    return ", ".join(parts)


def _page_type(subject: Subject, context: PlanningContext) -> str:
    """Return "entity" for a name, else "concept", if the team has these types."""
    title = subject.title
    kind = kind_of(title) or _kind_by_statements(subject, context)
    if not kind:
        key = name_key(title)
        inner = [
            t
            for c in context.reading.extraction.claims
            for t in tokenize(c.text)
            if t.key == key and not t.first
        ]
        named = context.english and inner and sum(t.capital for t in inner) * 2 >= len(inner)
        kind = "entity" if named else "concept"
    plain_types = [
        t.name
        for t in context.schema.rules.types
        if t.name not in (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES) and not t.cues
    ]
    return kind if kind in context.schema.types else (plain_types or ["concept"])[0]


def _kind_by_statements(subject: Subject, context: PlanningContext) -> str:
    """Return how the statements of a new page speak of its thing, if one of them defines it."""
    names = context.keys[subject.what]
    texts = [to_plain_text(c.text) for c in context.claims if c.id in subject.claims]
    kinds = (kind_of_defined(text, names, context.english) for text in texts)
    return next((kind for kind in kinds if kind), "")


# --- comparisons, and the summary ---


def _plan_comparisons(
    disputes: list[WikiDispute], context: PlanningContext, slugs: Mapping[str, str], taken: set[str]
) -> tuple[list[PagePlan], list[Conflict]]:
    """Return a comparison page for each thing with several values, and the conflicts.

    Each conflict names the pages that must tell it.
    """
    pages: dict[str, PagePlan] = {}
    conflicts = []
    words = page_words_in(context.schema.rules.language)
    for dispute in disputes:
        others = tuple(slugs[w] for w in dispute.others if w in slugs)
        if dispute.relation == "confirms":
            conflicts.append(
                dispute.conflict(context.reading, (slugs[dispute.thing.what], *others))
            )
            continue
        slug, title = dispute.comparison(context.wiki, words)
        page = pages.get(title)
        if page is None:
            action: Action = "update" if slug else "create"
            slug = slug or unique_slug(slug_of(title, 80), context.wiki.taken_names, taken)
            taken.add(slug)
            page = PagePlan(
                slug, title, COMPARISON_TYPE, action, (), "sources give different values for it"
            )
        pages[title] = replace(
            page, claims=tuple(dict.fromkeys((*page.claims, dispute.new, dispute.old)))
        )
        conflicts.append(
            dispute.conflict(context.reading, (slugs[dispute.thing.what], page.slug, *others))
        )
    return list(pages.values()), conflicts


def _plan_summary(
    context: PlanningContext, pages: list[PagePlan]
) -> tuple[PagePlan, tuple[LeftOut, ...]]:
    """Return the summary page, and what is left out.

    The summary has the most important claims and those that no other page holds, up to a bound:
    where few things get a page, the summary carries the rest. Of a long source all sections have
    their turn.
    """
    room = _room_on_summary(context)
    placed = {c for page in pages for c in page.claims}
    ranked = sorted(context.claims, key=lambda c: -c.importance)
    top = {c.id for c in ranked[:MOST_KEY_POINTS]}
    homeless = [c for c in ranked[MOST_KEY_POINTS:] if c.id not in placed]
    if room > MOST_ON_SUMMARY:
        homeless = _that_fit(_in_turn(homeless, context.reading.source))
    kept = {c.id for c in homeless[: room - len(top)]}
    told = top | kept | placed
    left = [c.id for c in ranked if c.id not in told]
    ids = tuple(c.id for c in context.claims if c.id in top | kept)
    skeleton = context.reading.summary
    thing = thing_key(skeleton.title)
    if skeleton.action == "create" and any(
        thing in facts.things for facts in context.wiki.facts.values()
    ):
        # The thing itself has that name already.
        title = page_words_in(context.schema.rules.language).source.format(skeleton.title)
        skeleton = replace(skeleton, title=title)
    document = naming.document_name(context.reading.file_label)
    free = (
        document
        and name_key(document) not in context.names
        and thing_key(document) != thing_key(skeleton.title)
    )
    summary = replace(
        skeleton, claims=ids, aliases=(*skeleton.aliases, *((document,) if free else ()))
    )
    reason = f"no page is about it, and the summary has its {room} statements"
    return summary, (LeftOut(tuple(left), reason),) if left else ()


def _number_of_parts(source: Source) -> int:
    return len(cut_text(source.text, source.format != "text"))


def _room_on_summary(context: PlanningContext) -> int:
    more = _MORE_ON_SUMMARY * (_number_of_parts(context.reading.source) - 1)
    return min(MOST_ON_SUMMARY + more, _MOST_ON_ANY_SUMMARY)


def _that_fit(claims: Sequence[Claim]) -> list[Claim]:
    """Return the first claims that a page has room for."""
    sizes = accumulate(2 * len(c.text.encode()) + _FOOTNOTE_BYTES for c in claims)
    return [c for c, size in zip(claims, sizes, strict=True) if size <= _MOST_SUMMARY_BYTES]


def _in_turn(claims: Sequence[Claim], source: Source) -> list[Claim]:
    """Return claims so that the first of each section come first, then the second of each."""
    sections = sections_of(source.text, source.format != "text")
    turns: Counter[int] = Counter()
    found = []
    for claim, section in zip(claims, place_claims(claims, sections, source), strict=True):
        found.append((turns[section], claim))
        turns[section] += 1
    return [claim for _, claim in sorted(found, key=lambda row: row[0])]
