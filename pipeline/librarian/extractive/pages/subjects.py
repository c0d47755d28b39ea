"""Gather what a source may have pages about: what the wiki knows already, and what is new in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.changes.change_set import Claim
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.language.detection import language_of
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.name_keys import thing_key
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names import names as naming
from pipeline.librarian.extractive.names.key_phrases import bare_heading
from pipeline.librarian.extractive.names.sentence_subject import tell_of
from pipeline.librarian.extractive.names.subject_scores import NameTable, score_subjects
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.titles import singular_of
from pipeline.librarian.extractive.pages.page_statements import PageStatement
from pipeline.librarian.extractive.pages.recall import recall_statements, statements_on
from pipeline.librarian.extractive.source.source_blocks import blank_comments
from pipeline.librarian.extractive.words.tokens import (
    find_acronyms,
    initials_of,
    is_acronym,
    name_key,
    ngrams,
    tokenize,
)

_OPTION = re.compile(r"`[a-z]+`\s*[:–—-]")  # `users`: an option, and no users


@dataclass
class Subject:
    """A page that the plan may create or change: an existing one by slug, or a new one by title."""

    what: str
    title: str
    rank: int
    slug: str = ""  # of an existing page
    aliases: tuple[str, ...] = ()
    old: tuple[PageStatement, ...] = ()  # what the wiki says about it already
    told: tuple[Told, ...] = ()  # what each of these tells of it
    titled: bool = False  # the source's title names it
    claims: list[str] = field(default_factory=list)
    forced: set[str] = field(default_factory=set)  # claims that a dispute brings here

    @property
    def about(self) -> tuple[PageStatement, ...]:
        """What the wiki says with the thing as the subject."""
        return tuple(
            s for s, told in zip(self.old, self.told, strict=True) if told.telling >= Telling.TREATS
        )


@dataclass(frozen=True)
class PlanningContext:
    """What planning looks at, worked out once."""

    reading: ReadSource
    wiki: Wiki
    schema: Schema
    claims: list[Claim]
    names: Mapping[str, str]
    subjects: dict[str, Subject]
    scores: Mapping[str, Mapping[str, float]]
    english: bool  # whether the source is in English
    told: Mapping[str, Mapping[str, Told]]  # claim id → subject → what the claim tells of it
    keys: Mapping[str, frozenset[str]]  # subject → the keys under which statements name it
    headings: frozenset[str]  # the keys of the things that a heading names and nothing else


def planning_context(reading: ReadSource, wiki: Wiki, schema: Schema) -> PlanningContext:
    """Work out what planning a source needs: its claims, its subjects, and which names which."""
    claims = [c for c in reading.extraction.claims if c.id in reading.fresh]
    names = naming.find_known_names(wiki, [reading.source.text, reading.source.title])
    subjects, keys = _find_subjects(reading, names, wiki)
    titled = {keys[key] for _, _, key in ngrams(tokenize(reading.source.title), 5) if key in keys}
    scores = {c.id: score_subjects(to_plain_text(c.text), c.heading, keys, titled) for c in claims}
    english = language_of(reading.source, schema.rules.language).startswith("en")
    named: dict[str, set[str]] = {}
    for key, what in keys.items():
        named.setdefault(what, set()).add(key)
    _recall_statements(reading, wiki, claims, names, subjects, keys)
    for what, subject in subjects.items():
        subject.titled = what in titled
        subject.told = tuple(tell_of(s.text, named[what], english) for s in subject.old)
    labels = Counter(_label_of(c) for c in claims)
    told = {
        c.id: {
            what: _tell_of_claim(c, named[what], english, labels[_label_of(c)] > 1)
            for what in scores[c.id]
        }
        for c in claims
    }
    keyed = {what: frozenset(found) for what, found in named.items()}
    headings = frozenset(thing_key(bare_heading(c.heading)) for c in claims if c.heading)
    return PlanningContext(
        reading, wiki, schema, claims, names, subjects, scores, english, told, keyed, headings
    )


def _label_of(claim: Claim) -> str:
    """Return the key of the words before a colon with which a claim begins, or nothing."""
    label, colon, _ = to_plain_text(claim.text[:60]).partition(": ")
    return name_key(label) if colon else ""


def _tell_of_claim(claim: Claim, names: set[str], english: bool, labelled: bool) -> Told:
    """Return what a claim tells of a thing; a label of several claims is no thing.

    So "Translation: the client …" and "Translation: the server …" say nothing of a translation.
    """
    if (labelled or _OPTION.match(claim.text)) and _label_of(claim) in names:
        return Told(Telling.NOTHING, 1)
    told = tell_of(to_plain_text(claim.text), names, english)
    if told.telling > Telling.TOUCHES and any(" | " in quote.text for quote in claim.quotes):
        return told._replace(telling=Telling.TOUCHES)  # a row of a table opens no page
    return told


def _find_subjects(
    reading: ReadSource, names: Mapping[str, str], wiki: Wiki
) -> tuple[dict[str, Subject], dict[str, str]]:
    """Return the possible subjects of pages, and the keys under which statements name them."""
    subjects: dict[str, Subject] = {}
    keys: dict[str, str] = {}
    for key, slug in naming.without_summaries(names, wiki).items():
        facts = wiki.facts[slug]
        subjects.setdefault(slug, Subject(slug, facts.title, -1, slug))
        keys[key] = slug
    label = reading.file_label
    partners = _acronym_pages(reading, names, wiki)
    titles = {
        thing_key(reading.summary.title),
        *(t for facts in wiki.facts.values() for t in facts.things),
    }
    for rank, title in enumerate(reading.extraction.concepts):
        key = name_key(title)
        if key in partners and key not in names:
            slug = partners[key]
            page = subjects.setdefault(slug, Subject(slug, wiki.facts[slug].title, -1, slug))
            page.aliases += (title,)
            keys[key] = slug
            continue
        if (
            key in names
            or naming.same_family(title, label)
            or thing_key(title) in titles
            or _is_taken(title, wiki)
        ):
            continue
        what = next((keys[v] for v in naming.key_variants(key) if v in keys), "")
        if not what:
            what = f"+{key}"
            subjects[what] = Subject(what, title, rank)
            titles.add(thing_key(title))
        keys[key] = what
        for other in naming.key_variants(key):
            keys.setdefault(other, what)
    _add_acronyms(reading, subjects, keys)
    return subjects, NameTable(keys)


def _acronyms_in(reading: ReadSource) -> dict[str, str]:
    """Return the acronyms that a source spells out, with what each stands for.

    In the words of its claims no link stands between a name and its acronym.
    """
    said = (to_plain_text(c.text) for c in reading.extraction.claims if "(" in c.text)
    return find_acronyms("\n".join((blank_comments(reading.source), *said)))


def _acronym_pages(reading: ReadSource, names: Mapping[str, str], wiki: Wiki) -> dict[str, str]:
    """Return the pages that answer to a possible title as its acronym or as its expansion.

    The source may say so itself, "Cross-Site Scripting (XSS)". Otherwise an acronym of three or
    more letters belongs to the only page whose title has these initials, and the other way round.
    """
    found: dict[str, str] = {}
    open_names = naming.without_summaries(names, wiki)
    for short, long in _acronyms_in(reading).items():
        for one, other in ((short, long), (long, short)):
            if name_key(one) in open_names:
                found[name_key(other)] = open_names[name_key(one)]
    if reading.extraction.concepts:
        by_initials = _pages_by_initials(wiki)
        for title in reading.extraction.concepts:
            wanted = title if is_acronym(title) else initials_of(title)
            pages = by_initials.get((wanted, is_acronym(title)), set())
            if len(wanted) > 2 and len(pages) == 1:
                found.setdefault(name_key(title), *pages)
    return {key: slug for key, slug in found.items() if key not in names}


def _pages_by_initials(wiki: Wiki) -> dict[tuple[str, bool], set[str]]:
    """Return pages by initials: (initials of a title, True), and (a title in capitals, False)."""
    found: dict[tuple[str, bool], set[str]] = {}
    for facts in wiki.facts.values():
        if facts.type not in (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES):
            short = is_acronym(facts.title)
            wanted = facts.title if short else initials_of(facts.title)
            found.setdefault((wanted, not short), set()).add(facts.slug)
    return found


def _is_taken(title: str, wiki: Wiki) -> bool:
    """Tell whether a page answers to this title already, be it only because links ignore case."""
    return any(wiki.resolve(name) for name in (title, singular_of(title.lower()), f"{title}s"))


def _add_acronyms(reading: ReadSource, subjects: dict[str, Subject], keys: dict[str, str]) -> None:
    """Let an acronym and its expansion name one subject, whichever of the two is known."""
    for short, long in _acronyms_in(reading).items():
        known = keys.get(name_key(long)) or keys.get(name_key(short))
        if known:
            for name in (short, long):
                key = name_key(name)
                if key not in keys:
                    keys[key] = known
                    subjects[known].aliases += (
                        (name,) if name_key(subjects[known].title) != key else ()
                    )


def _recall_statements(
    reading: ReadSource,
    wiki: Wiki,
    claims: list[Claim],
    names: Mapping[str, str],
    subjects: dict[str, Subject],
    keys: Mapping[str, str],
) -> None:
    """Look up what the wiki says about each subject.

    It stands on the subject's own page or, for a new subject, on pages that this source names, and
    on summaries of sources that name this one: of two sources the newer names the older, and they
    must meet whichever is compiled first.
    """
    nearby = set(naming.summaries_naming(reading, wiki)) | {
        names[key]
        for c in claims
        for _, _, key in ngrams(tokenize(to_plain_text(c.text)), 5)
        if key in names
    }
    own = frozenset(c.id for c in reading.extraction.claims)
    new = NameTable({key: what for key, what in keys.items() if not subjects[what].slug})
    for what, found in recall_statements(wiki, nearby, new, own).items():
        subjects[what].old = tuple(found)
    for slug in nearby & set(subjects):
        subjects[slug].old = tuple(statements_on(wiki, slug, own))
