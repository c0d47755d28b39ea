"""Compare fresh claims with what pages already say, and decide which of the two holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import Claim, Conflict, Relation
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import COMPARISON_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.pages.page_statements import PageStatement
from pipeline.librarian.extractive.values.compare import ValueDifference, compare_values
from pipeline.librarian.extractive.words.page_words import PageWords
from pipeline.librarian.extractive.words.tokens import name_key
from pipeline.librarian.extractive.words.word_lists import word_set

_NOT_IN_FORCE = word_set(
    "draft stagnant withdrawn review proposed idea deferred rejected abandoned obsolete"
)


@dataclass(frozen=True)
class ClaimVoice:
    """The source behind a claim, as far as the order of claims needs it."""

    slug: str
    title: str
    published: str
    status: str

    @property
    def in_force(self) -> bool:
        """Whether claims of this source hold now; those of a draft, for example, do not."""
        return not set(self.status.lower().replace("-", " ").split()) & _NOT_IN_FORCE


@dataclass(frozen=True)
class Thing:
    """A page, existing or possible in this plan, with its names and what the wiki says about it."""

    what: str
    title: str
    names: frozenset[str]
    said: tuple[PageStatement, ...]


@dataclass(frozen=True)
class WikiDispute:
    """A fresh claim and one of the wiki's that give different values for one thing."""

    thing: Thing
    new: str  # claim ids
    old: str
    difference: ValueDifference
    relation: Relation
    new_holds: bool
    score: float  # how much the fresh claim is about the thing
    others: tuple[str, ...] = ()  # further things on whose pages both stand

    def comparison(self, wiki: Wiki, words: PageWords) -> tuple[str, str]:
        """Return the slug and title of the comparison page; the slug is empty if there is none."""
        title = comparison_title(self.thing.title, self.difference, words)
        known = wiki.resolve(title)
        if known and wiki.facts[known].type == COMPARISON_TYPE:
            return known, wiki.facts[known].title
        for slug in wiki.pages_citing(self.old):
            facts = wiki.facts[slug]
            if facts.type == COMPARISON_TYPE and name_key(facts.title).startswith(
                name_key(self.thing.title)
            ):
                return slug, facts.title
        return "", title

    def conflict(self, reading: ReadSource, pages: tuple[str, ...]) -> Conflict:
        """Return the dispute as a conflict of the plan, to be told on the given pages."""
        mine, other = (self.new,), (self.old,)
        topic = " ".join(x for x in (self.thing.title, self.difference.label) if x)
        values = (self.difference.old.text, self.difference.new.text)
        # A source may be compiled after a newer one.
        before, now = values if self.new_holds else values[::-1]
        note = f"{now} or {before}" if self.relation == "contradicts" else f"{before} → {now}"
        current, rest = (mine, other) if self.new_holds else (other, mine)
        # A value need not hold since its source was published; only the source can say since when.
        since = (
            reading.extraction.effective
            if self.new_holds and self.relation != "contradicts"
            else ""
        )
        return Conflict(topic, self.relation, current, rest, since, note, pages)


def comparison_title(title: str, difference: ValueDifference, words: PageWords) -> str:
    """Return a title such as "SLOAD gas cost: values compared"."""
    form = words.dates_title if difference.new.kind == "date" else words.values_title
    label = difference.label.strip()
    fresh = label and not set(name_key(label).split()) <= set(name_key(title).split())
    return form.format(f"{title} {label}" if fresh else title)


def own_voice(reading: ReadSource) -> ClaimVoice:
    """Return the voice of the source that is being compiled."""
    return ClaimVoice(
        reading.summary.slug,
        reading.summary.title,
        reading.extraction.published,
        reading.extraction.status,
    )


def voice_of(label: str, wiki: Wiki) -> ClaimVoice:
    """Return the voice of the source behind a claim that stands on some page already."""
    facts: PageFacts | None = wiki.by_label.get(base_of(label))
    if facts is None:
        return ClaimVoice("", "", "", "")
    return ClaimVoice(
        facts.slug, facts.title, facts.record.get("published", ""), facts.record.get("status", "")
    )


def find_disputes(
    claims: Iterable[Claim],
    scores: Mapping[str, Mapping[str, float]],
    things: Mapping[str, Thing],
    reading: ReadSource,
    wiki: Wiki,
) -> list[WikiDispute]:
    """Return the disputes between fresh claims and what the wiki says about the things they name.

    `scores` holds, by claim id, how much each claim says about each thing. Of several disputes over
    the same pair of claims one is kept, at the thing that the fresh claim says most about.
    """
    found: list[WikiDispute] = []
    for claim in claims:
        for what in sorted(scores[claim.id]):
            if what in things:
                found += _disputes_of_claim(
                    claim, things[what], scores[claim.id][what], reading, wiki
                )
    return _keep_distinct(found)


def _disputes_of_claim(
    claim: Claim, thing: Thing, score: float, reading: ReadSource, wiki: Wiki
) -> list[WikiDispute]:
    text = to_plain_text(claim.text)
    current: list[WikiDispute] = []
    settled: list[WikiDispute] = []
    agrees = False
    for old in thing.said:
        found = compare_values(text, old.text, thing.names)
        if found is None or found.past:
            continue
        if found.same:
            agrees = agrees or not old.history
            # What was planned has come, and the newer statement takes its place.
            if found.chained and not old.history:
                current.append(
                    WikiDispute(thing, claim.id, old.labels[0], found, "confirms", True, score)
                )
            continue
        if _is_of_earlier_reading(old.labels[0], reading):
            continue
        relation, holds = _judge_relation(own_voice(reading), voice_of(old.labels[0], wiki))
        dispute = WikiDispute(thing, claim.id, old.labels[0], found, relation, holds, score)
        (settled if old.history else current).append(dispute)
    # What already stands in the history is settled, unless nothing else on the page speaks of the
    # same value.
    return current or ([] if agrees else settled[:1])


def _is_of_earlier_reading(label: str, reading: ReadSource) -> bool:
    """Tell whether a claim is of an earlier reading of this very source, which says it no longer.

    No source disputes what it does not say any more.
    """
    ids = {c.id for c in reading.extraction.claims}
    return label not in ids and base_of(label) == base_of(next(iter(ids)))


def _judge_relation(new: ClaimVoice, old: ClaimVoice) -> tuple[Relation, bool]:
    """Judge by status first, then by date; the newest wins only among sources that are in force."""
    if not new.in_force:
        return "proposed", False
    if not old.in_force:
        return "proposed", True
    short = min(len(new.published), len(old.published))
    mine, yours = new.published[:short], old.published[:short]
    if not short or mine == yours:
        return "contradicts", True
    return "supersedes", mine > yours


def _keep_distinct(found: list[WikiDispute]) -> list[WikiDispute]:
    """Keep one dispute for each pair of claims, and one for each old claim of a thing.

    A pair is kept at the thing that its fresh claim says most about.
    """
    pairs: dict[tuple[str, ...], WikiDispute] = {}
    for dispute in found:
        key: tuple[str, ...] = (
            dispute.new,
            dispute.old,
            dispute.difference.new.text,
            dispute.difference.old.text,
        )
        best = pairs.get(key)
        if best is None:
            pairs[key] = dispute
        else:
            first, second = (dispute, best) if dispute.score > best.score else (best, dispute)
            pairs[key] = replace(first, others=(*first.others, second.thing.what, *second.others))
    by_old: dict[tuple[str, str], WikiDispute] = {}
    for dispute in pairs.values():
        place = (dispute.thing.what, dispute.old)
        rival = by_old.get(place)
        if rival is None or _rank(dispute) > _rank(rival):
            by_old[place] = dispute
    return list(by_old.values())


def _rank(dispute: WikiDispute) -> tuple[bool, float]:
    return (dispute.difference.chained, dispute.score)
