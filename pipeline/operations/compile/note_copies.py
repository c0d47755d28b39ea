"""Say in a proposal which other sources say what this one says, and so are no second witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pipeline.core.changes.change_set import Extraction, Plan
from pipeline.core.errors import UserError
from pipeline.core.language.near_copies import digest_sentences
from pipeline.core.text import normalise
from pipeline.core.values import Source
from pipeline.core.wiki import citations
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Snapshot

_MOST_NAMED = 10
_SHARED_PART = 0.5  # the share of the statements that near copies have in common
_FEWEST_SHARED = 3
_FEWEST_SENTENCES = 8  # that two texts share, of those too long to be shared by chance
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
    mine = digest_sentences(source.text)
    if len(mine) < _FEWEST_SENTENCES:
        return
    rows = []
    for other, theirs in snapshot.sentences.items():
        shared = len(mine & theirs)
        if other == source.path or other in told or shared < _FEWEST_SENTENCES:
            continue
        rows.append((shared / min(len(mine), len(theirs)), shared, other, len(theirs)))
    for part, shared, other, count in sorted(rows, reverse=True)[:_MOST_NAMED]:
        if part >= _NOTED_PART:
            one = shared / len(mine) >= part
            what = f"its {len(mine):,} sentences" if one else f"the {count:,} sentences of {other}"
            where = f"in {other}" if one else "in this source"
            whole = "the two are near copies, and count as one witness"
            verdict = whole if part >= _SHARED_PART else "for these the two are one witness"
            yield f"{shared:,} of {what} stand word for word {where} too: {verdict}."


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
