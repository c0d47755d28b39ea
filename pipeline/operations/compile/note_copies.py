"""Say in a proposal which other sources say what this one says, and so are no second witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from pipeline.core.changes.change_set import Extraction, Plan
from pipeline.core.errors import UserError
from pipeline.core.language.near_copies import digest_sentences, find_shared_texts
from pipeline.core.text import normalise
from pipeline.core.values import Source
from pipeline.core.wiki import citations
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Snapshot

_MOST_NAMED = 10
_SHARED_PART = 0.5  # the share of the statements that near copies have in common
_FEWEST_SHARED = 3
_NOTED_PART = 0.15  # the share of the sentences of the shorter text from where on it is told
_MOST_LOOKED_AT = 5  # sources whose summary page is read


def note_copies(read: Extraction, source: Source, plan: Plan, snapshot: Snapshot) -> Iterator[str]:
    """Yield notes that name the copies and near copies of a source.

    A near copy is found where half of this source's statements are quoted word for word from it, or
    where many of the sentences of one text stand in the other.
    """
    path = source.path
    copies = sorted(p for p, original in snapshot.copies.items() if original == path)
    for copy in copies[:_MOST_NAMED]:
        yield f"{copy} says the same; it is not compiled, and is no second witness."
    if len(copies) > _MOST_NAMED:
        yield f"{len(copies) - _MOST_NAMED} more files say the same."
    mine = {tuple(normalise(q.text) for q in claim.quotes) for claim in read.claims}
    slugs = [page.slug for page in plan.pages if page.slug in snapshot.wiki]
    told = set()
    for other, shared in _find_near_copies(mine, slugs, path, snapshot.wiki):
        told.add(other)
        yield (
            f"{shared} of its {len(mine)} statements stand word for word in {other} too: the two"
            " are near copies, and count as one witness."
        )
    if read.claims:
        yield from _note_shared_text(source, told, snapshot)


def _note_shared_text(source: Source, told: Collection[str], snapshot: Snapshot) -> Iterator[str]:
    """Yield notes on other sources whose sentences stand in this one, or this one's in them."""
    others = {p: t for p, t in snapshot.sentences.items() if p != source.path and p not in told}
    found = find_shared_texts(digest_sentences(source.text), others, _NOTED_PART)
    for row in found[:_MOST_NAMED]:
        one = row.mine <= row.theirs
        theirs = f"the {row.theirs:,} sentences of {row.other}"
        what = f"its {row.mine:,} sentences" if one else theirs
        where = f"in {row.other}" if one else "in this source"
        whole = "the two are near copies, and count as one witness"
        verdict = whole if row.is_near_copy else "for these the two are one witness"
        yield f"{row.shared:,} of {what} stand word for word {where} too: {verdict}."


def find_echoed_source(source: Source, snapshot: Snapshot) -> str:
    """Return the label of the source of which another one is a near copy, by their sentences.

    "" where there is none. This is what a summary page records, and what confidence counts by.
    """
    others = {path: theirs for path, theirs in snapshot.sentences.items() if path != source.path}
    found = find_shared_texts(digest_sentences(source.text), others)
    return snapshot.wiki.records[found[0].other].source_label if found else ""


def drop_echoed_confirmations(plan: Plan, echoes: str) -> Plan:
    """Return a plan in which no near copy confirms what the other one says: it is one witness."""
    if not echoes:
        return plan
    kept = tuple(
        c
        for c in plan.conflicts
        if c.relation != "confirms" or echoes not in map(citations.base_of, (*c.current, *c.other))
    )
    return replace(plan, conflicts=kept)


def _find_near_copies(
    mine: set[tuple[str, ...]], slugs: list[str], path: str, wiki: Wiki
) -> Iterator[tuple[str, int]]:
    """Yield the sources that share most statements with this one, each with the number of these.

    The pages of the plan show which sources may be meant; what these share is counted on their
    summary pages.
    """
    for other, _ in _shared_quotes(mine, slugs, wiki).most_common(_MOST_LOOKED_AT):
        if other != path and other in wiki.records:
            shared = _shared_quotes(mine, [*slugs, wiki.records[other].slug], wiki)[other]
            if shared >= max(_FEWEST_SHARED, _SHARED_PART * len(mine)):
                yield other, shared


def _shared_quotes(mine: set[tuple[str, ...]], slugs: list[str], wiki: Wiki) -> Counter[str]:
    """Return how many of these quotes the pages hold from each source."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for slug in slugs:
        try:
            page = wiki.page(slug)
        except UserError:  # the rule bad-front-matter reports it
            continue
        for label, text in page.definitions.items():
            cited = citations.parse(label, text, page.path)
            quotes = tuple(normalise(q.text) for q in cited.quotes) if cited else ()
            if cited and quotes in mine:
                found.add((cited.source, quotes))
    return Counter(source for source, _ in found)
