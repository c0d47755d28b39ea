"""Fresh claims against what pages already say: who supersedes, contradicts or merely proposes, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.citations import base_of
from pipeline.core.markdown import plain
from pipeline.core.model import Claim, Conflict, Relation
from pipeline.core.schema import COMPARISON
from pipeline.core.wiki import PageFacts, Wiki
from pipeline.librarian import Reading
from pipeline.librarian.extractive.conflicts import Difference, compare
from pipeline.librarian.extractive.sheet import Said, Sheet, said
from pipeline.librarian.extractive.tokens import name_key

_NOT_IN_FORCE = frozenset("draft stagnant withdrawn review proposed idea deferred rejected abandoned obsolete".split())


@dataclass(frozen=True)
class Voice:
    """The source behind a claim, as far as the order of claims needs it."""

    slug: str
    title: str
    published: str
    status: str

    @property
    def in_force(self) -> bool:
        return not set(self.status.lower().replace("-", " ").split()) & _NOT_IN_FORCE


@dataclass(frozen=True)
class Dispute:
    """One fresh claim and one on a page that give different values for the page's thing."""

    slug: str
    title: str
    new: str  # claim ids
    old: str
    difference: Difference
    relation: Relation
    new_holds: bool

    @property
    def what(self) -> str:
        """The attribute in words: "gas cost", "launch"."""
        return self.difference.label

    def comparison(self, wiki: Wiki) -> tuple[str, str]:
        """Return slug and title of the comparison page; the slug is empty where there is none yet."""
        title = comparison_title(self.title, self)
        known = wiki.resolve(title)
        if known:
            return known, wiki.facts[known].title
        for slug in wiki.pages_citing(self.old):
            facts = wiki.facts[slug]
            if facts.type == COMPARISON and name_key(facts.title).startswith(name_key(self.title)):
                return slug, facts.title
        return "", title

    def conflict(self, reading: Reading, wiki: Wiki, comparison: str) -> Conflict:
        mine, other = (self.new,), (self.old,)
        topic = " ".join(x for x in (self.title, self.what) if x)
        note = f"{self.difference.old.text} → {self.difference.new.text}"
        current, rest = (mine, other) if self.new_holds else (other, mine)
        since = (reading.extraction.effective or reading.extraction.published) if self.new_holds else ""
        return Conflict(topic, self.relation, current, rest, since, note, (self.slug, comparison))


def comparison_title(title: str, dispute: Dispute) -> str:
    """Return a title such as "SLOAD gas cost: values compared"."""
    noun = "dates" if dispute.difference.new.kind == "date" else "values"
    label = dispute.what.strip()
    named = f"{title} {label}" if label and name_key(label) not in name_key(title) else title
    return f"{named}: {noun} compared"


def own_voice(reading: Reading) -> Voice:
    return Voice(reading.summary.slug, reading.summary.title, reading.extraction.published, reading.extraction.status)


def voice_of(label: str, wiki: Wiki) -> Voice:
    """Return the source of a claim that stands on some page already."""
    facts: PageFacts | None = wiki.by_label.get(base_of(label))
    if facts is None:
        return Voice("", "", "", "")
    return Voice(facts.slug, facts.title, facts.record.get("published", ""), facts.record.get("status", ""))


def find_disputes(
    claims: list[Claim],
    scores: Mapping[str, Mapping[str, float]],
    keys: Mapping[str, str],
    reading: Reading,
    wiki: Wiki,
) -> list[Dispute]:
    """Return the disputes between fresh claims and the pages they name, the closest old claim for each fresh one."""
    named: dict[str, list[Claim]] = {}
    for claim in claims:
        for what in scores[claim.id]:
            if what in wiki:
                named.setdefault(what, []).append(claim)
    found: list[Dispute] = []
    for slug in sorted(named):
        names = frozenset(key for key, what in keys.items() if what == slug)
        statements = said(Sheet.of(wiki.page(slug)))
        own = {c.id for c in reading.extraction.claims}
        for claim in named[slug]:
            found += _of_claim(claim, slug, names, [s for s in statements if not own & set(s.labels)], reading, wiki)
    return _distinct(found)


def _of_claim(
    claim: Claim, slug: str, names: frozenset[str], statements: list[Said], reading: Reading, wiki: Wiki
) -> list[Dispute]:
    text = plain(claim.text)
    out: list[Dispute] = []
    for old in statements:
        difference = compare(text, old.text, names)
        if difference and old.labels and not difference.past:
            voice = voice_of(old.labels[0], wiki)
            relation, holds = _relation(own_voice(reading), voice)
            out.append(Dispute(slug, wiki.facts[slug].title, claim.id, old.labels[0], difference, relation, holds))
    return out


def _relation(new: Voice, old: Voice) -> tuple[Relation, bool]:
    """Judge by status first, then by date; "newest wins" only among what is in force."""
    if not new.in_force:
        return "proposed", False
    if not old.in_force:
        return "proposed", True
    short = min(len(new.published), len(old.published))
    mine, yours = new.published[:short], old.published[:short]
    if not short or mine == yours:
        return "contradicts", True
    return "supersedes", mine > yours


def _distinct(found: list[Dispute]) -> list[Dispute]:
    """Leave one dispute for each page and pair of values' claims, and of one old claim only the best match."""
    out: dict[tuple[str, str], Dispute] = {}
    for dispute in found:
        key = (dispute.slug, dispute.old)
        best = out.get(key)
        if best is None or (dispute.difference.chained and not best.difference.chained):
            out[key] = dispute
    return list(out.values())
