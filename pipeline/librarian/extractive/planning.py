"""Which pages a source creates or changes, which claims go where, and how they stand to what the wiki says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.core.citations import label_base
from pipeline.core.markdown import plain
from pipeline.core.model import Action, Claim, LeftOut, PagePlan, Plan
from pipeline.core.schema import COMPARISON, SUMMARY, PageType, Schema
from pipeline.core.text import slug_of, unique_slug
from pipeline.core.wiki import Wiki
from pipeline.librarian import Reading
from pipeline.librarian.extractive import names as naming
from pipeline.librarian.extractive.about import STRONG, about
from pipeline.librarian.extractive.disputes import Dispute, find_disputes
from pipeline.librarian.extractive.facets import WHAT, facet
from pipeline.librarian.extractive.phrases import kind_of
from pipeline.librarian.extractive.team import team_pages
from pipeline.librarian.extractive.tokens import acronyms, name_key, tokens

KEY_POINTS = 12
_PAGES_A_CLAIM = 3


@dataclass
class Subject:
    """One page in the making: an existing one by slug, or a new one by title."""

    what: str
    title: str
    rank: int
    slug: str = ""  # of an existing page
    aliases: tuple[str, ...] = ()
    claims: list[str] = field(default_factory=list)
    forced: set[str] = field(default_factory=set)  # claims that a dispute brings here


def plan(reading: Reading, wiki: Wiki, schema: Schema) -> Plan:
    """Return the plan. Only fresh claims are placed; every one of them is on a page or left out with a reason."""
    claims = [c for c in reading.extraction.claims if c.id in reading.fresh]
    names = naming.known(wiki, [reading.source.text, reading.source.title])
    subjects, keys = _subjects(reading, names, wiki)
    scores = {c.id: about(plain(c.text), c.heading, keys) for c in claims}
    disputes = find_disputes(claims, scores, keys, reading, wiki)
    for dispute in disputes:
        subjects[dispute.slug].forced.add(dispute.new)
    chosen = _chosen(claims, scores, subjects, schema)
    _place(claims, scores, chosen)
    taken = {reading.summary.slug, slug_of(reading.source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0])}
    pages = _pages(chosen, reading, wiki, schema, taken)
    pages += team_pages(claims, reading, wiki, schema, {*taken, *(p.slug for p in pages)})
    compared, conflicts = _compared(disputes, reading, wiki, {*taken, *(p.slug for p in pages)})
    summary, left = _summary(claims, pages, reading, wiki, names)
    return Plan((summary, *pages, *compared), tuple(conflicts), left)


def _subjects(reading: Reading, names: Mapping[str, str], wiki: Wiki) -> tuple[dict[str, Subject], dict[str, str]]:
    """Return what the source may have pages about, and the keys under which a statement names each."""
    subjects: dict[str, Subject] = {}
    keys: dict[str, str] = {}
    for key, slug in naming.pages_only(names, wiki).items():
        facts = wiki.facts[slug]
        subjects.setdefault(slug, Subject(slug, facts.title, -1, slug))
        keys[key] = slug
    label = label_base(reading.source.path)
    for rank, title in enumerate(reading.extraction.concepts):
        key = name_key(title)
        if key in names or naming.same_family(title, label):
            continue
        what = next((keys[v] for v in naming.variants(key) if v in keys), "")
        if not what:
            what = f"+{key}"
            subjects[what] = Subject(what, title, rank)
        keys[key] = what
        for other in naming.variants(key):
            keys.setdefault(other, what)
    _acronyms(reading, subjects, keys)
    return subjects, keys


def _acronyms(reading: Reading, subjects: dict[str, Subject], keys: dict[str, str]) -> None:
    """Let an acronym and its expansion name one page, whichever of them it knew."""
    for short, long in acronyms(reading.source.text).items():
        known = keys.get(name_key(long)) or keys.get(name_key(short))
        if known:
            for name in (short, long):
                key = name_key(name)
                if key not in keys:
                    keys[key] = known
                    subjects[known].aliases += (name,) if name_key(subjects[known].title) != key else ()


# --- which pages ----------------------------------------------------------------------------------------------


def _chosen(
    claims: list[Claim], scores: Mapping[str, Mapping[str, float]], subjects: dict[str, Subject], schema: Schema
) -> list[Subject]:
    """Return the pages to touch: existing ones a claim is about, and the best new ones, as many as the source carries."""
    strong: dict[str, list[Claim]] = {}
    weak: dict[str, list[Claim]] = {}
    for claim in claims:
        for what, score in scores[claim.id].items():
            (strong if score >= STRONG else weak).setdefault(what, []).append(claim)
    old = [s for s in subjects.values() if s.slug and (strong.get(s.what) or s.forced)]
    new = [s for s in subjects.values() if not s.slug and _enough(s, strong.get(s.what, []), weak.get(s.what, []))]
    rules = schema.rules.pages_per_source
    room = rules.most - 1
    fresh = min(rules.target[1] - 1, max(2, round(len(claims) / 3)))
    old.sort(key=lambda s: (-len(strong.get(s.what, [])) - 5 * len(s.forced), s.slug))
    new.sort(key=lambda s: (-_weight(s, strong.get(s.what, [])), s.rank))
    old = old[: max(room - min(fresh, len(new)), room // 2)]
    return [*old, *new[: min(fresh, room - len(old))]]


def _enough(subject: Subject, strong: list[Claim], weak: list[Claim]) -> bool:
    """Tell whether there is enough to say for a page: two statements about it, or a definition and another mention."""
    defined = any(facet(plain(c.text), c.heading) == WHAT for c in strong)
    return len(strong) >= 2 or (defined and bool(weak))


def _weight(subject: Subject, strong: list[Claim]) -> float:
    defined = any(facet(plain(c.text), c.heading) == WHAT for c in strong)
    return 2.0 * min(len(strong), 6) + 3.0 * defined - 0.25 * subject.rank


def _place(claims: list[Claim], scores: Mapping[str, Mapping[str, float]], chosen: list[Subject]) -> None:
    """Give each claim to the one to three pages it says most about; new pages that are left with one lose it again."""
    by_what = {s.what: s for s in chosen}
    for _ in range(2):
        for subject in by_what.values():
            subject.claims = []
        for claim in claims:
            for what in _homes(claim, scores[claim.id], by_what):
                by_what[what].claims.append(claim.id)
        poor = [w for w, s in by_what.items() if len(s.claims) < (1 if s.slug else 2)]
        if not poor:
            break
        for what in poor:
            del by_what[what]
    chosen[:] = [s for s in chosen if s.what in by_what]


def _homes(claim: Claim, scores: Mapping[str, float], subjects: Mapping[str, Subject]) -> list[str]:
    forced = [w for w, s in subjects.items() if claim.id in s.forced]
    ranked = sorted(
        (w for w in scores if w in subjects and w not in forced), key=lambda w: (-scores[w], subjects[w].rank, w)
    )
    strong = [w for w in ranked if scores[w] >= STRONG]
    return [*forced, *(strong or ranked[:1])][: max(_PAGES_A_CLAIM, len(forced))]


def _pages(chosen: list[Subject], reading: Reading, wiki: Wiki, schema: Schema, taken: set[str]) -> list[PagePlan]:
    pages: list[PagePlan] = []
    for subject in chosen:
        action: Action = "update" if subject.slug else "create"
        slug = subject.slug or unique_slug(slug_of(subject.title), {*wiki.facts, *taken})
        taken.add(slug)
        kind = wiki.facts[slug].type if subject.slug else _type(subject.title, reading, schema)
        pages.append(PagePlan(slug, subject.title, kind, action, tuple(subject.claims), _why(subject), subject.aliases))
    return pages


def _why(subject: Subject) -> str:
    number = len(subject.claims)
    count = "one statement" if number == 1 else f"{number} statements"
    about_it = f"{count} about it" if number else "the value it gives has changed"
    return f"{about_it}{', with a value that differs from what the page says' if subject.forced else ''}"


def _type(title: str, reading: Reading, schema: Schema) -> str:
    """Return "entity" for what is written as a name, else "concept", as far as the team has these types."""
    kind = kind_of(title)
    if not kind:
        key = name_key(title)
        inner = [t for c in reading.extraction.claims for t in tokens(c.text) if t.key == key and not t.first]
        kind = "entity" if inner and sum(t.capital for t in inner) * 2 >= len(inner) else "concept"
    plain_types = [t.name for t in schema.rules.types if t.name not in (SUMMARY, COMPARISON, "answer") and not t.cues]
    return kind if kind in schema.types else (plain_types or ["concept"])[0]


# --- comparisons, and the summary -----------------------------------------------------------------------------


def _compared(disputes: list[Dispute], reading: Reading, wiki: Wiki, taken: set[str]) -> tuple[list[PagePlan], list]:  # type: ignore[type-arg]
    """Return a comparison page for every thing that has several values now, and the conflicts with both pages named."""
    pages: dict[str, PagePlan] = {}
    conflicts = []
    for dispute in disputes:
        slug, title = dispute.comparison(wiki)
        page = pages.get(title)
        if page is None:
            action: Action = "update" if slug else "create"
            slug = slug or unique_slug(slug_of(title), {*wiki.facts, *taken})
            taken.add(slug)
            why = "sources give different values for it"
            page = PagePlan(slug, title, COMPARISON, action, (), why)
        pages[title] = replace(page, claims=tuple(dict.fromkeys((*page.claims, dispute.new))))
        conflicts.append(dispute.conflict(reading, wiki, page.slug))
    return list(pages.values()), conflicts


def _summary(
    claims: list[Claim], pages: list[PagePlan], reading: Reading, wiki: Wiki, names: Mapping[str, str]
) -> tuple[PagePlan, tuple[LeftOut, ...]]:
    """Return the summary page with the most important claims and those that no other page holds; the rest is left out."""
    placed = {c for page in pages for c in page.claims}
    ranked = sorted(claims, key=lambda c: -c.importance)
    top = {c.id for c in ranked[:KEY_POINTS]}
    homeless = [c for c in ranked[KEY_POINTS:] if c.id not in placed]
    kept = {c.id for c in homeless if c.importance >= 3} or set()
    left = [c.id for c in homeless if c.id not in kept]
    ids = tuple(c.id for c in claims if c.id in top | kept)
    document = naming.document_name(label_base(reading.source.path))
    aliases = (
        (document,)
        if document and name_key(document) not in names and name_key(document) != name_key(reading.summary.title)
        else ()
    )
    summary = replace(reading.summary, claims=ids, aliases=(*reading.summary.aliases, *aliases))
    reason = "an aside about nothing that has a page of its own"
    return summary, (LeftOut(tuple(left), reason),) if left else ()


__all__ = ["PageType", "plan"]
