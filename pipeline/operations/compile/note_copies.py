"""Say in a proposal which other sources say what this one says, and so are no second witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.core.changes.change_set import Extraction, Plan
from pipeline.core.errors import UserError
from pipeline.core.text import normalise
from pipeline.core.wiki import citations
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Snapshot

_MOST_NAMED = 10
_SHARED_PART = 0.5  # the share of the statements that near copies have in common
_FEWEST_SHARED = 3
_MOST_LOOKED_AT = 5  # sources whose summary page is read


def note_copies(read: Extraction, path: str, plan: Plan, snapshot: Snapshot) -> Iterator[str]:
    """Yield notes that name the copies and near copies of a source.

    A near copy is found where half of this source's statements are quoted word for word from it.
    """
    copies = sorted(p for p, original in snapshot.copies.items() if original == path)
    for copy in copies[:_MOST_NAMED]:
        yield f"{copy} says the same; it is not compiled, and is no second witness."
    if len(copies) > _MOST_NAMED:
        yield f"{len(copies) - _MOST_NAMED} more files say the same."
    mine = {tuple(normalise(q.text) for q in claim.quotes) for claim in read.claims}
    slugs = [page.slug for page in plan.pages if page.slug in snapshot.wiki]
    for other, shared in _find_near_copies(mine, slugs, path, snapshot.wiki):
        yield (
            f"{shared} of its {len(mine)} statements stand word for word in {other} too: the two"
            " are near copies, and count as one witness."
        )


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
