"""List what was not compared with the wiki although it may replace something there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.core.changes.change_set import Claim, Comparison
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.quotes import link_place
from pipeline.core.changes.told_changes import ToldChange
from pipeline.core.github.inert import make_inert
from pipeline.core.github.places import Places
from pipeline.core.language.quantities import quantities
from pipeline.core.language.replacing_words import says_it_replaces
from pipeline.core.markup import markdown
from pipeline.core.text import shorten


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield the sentences that say that they replace something, then what of the wiki was unseen.

    Where a sentence is part of a conflict, or names the values of one, it is told there.
    """
    parts, places = material.parts, material.places
    told = material.changes
    unseen = []
    for number, part in enumerate(parts):
        known = part.change.comparison
        if known is None or not part.before.facts:
            continue
        open_ = (c for c in part.change.extraction.claims if _may_replace(c, part, told))
        rows = [_tell(claim, part, known, places, detail, number) for claim in open_]
        yield from sorted(rows, key=lambda row: row.lead)
        unseen += [
            Concern("not compared", "Not compared:", make_inert(shorten(_plain(text), 300)), number)
            for text in known.unseen
        ]
    yield from unseen


def _plain(text: str) -> str:
    """Return what was not looked at, without the words that the line begins with already."""
    return re.sub(r"^Not compared with the new claims, ", "", text)


def _may_replace(claim: Claim, part: Part, told: Sequence[ToldChange]) -> bool:
    """Tell whether a claim says that it replaces something, and no conflict tells what.

    It is told where both values stand in it, or where it gives no number and names what changes.
    """
    text = markdown.to_plain_text(claim.text)
    if not says_it_replaces(text):
        return False
    if any(claim.id in (*c.current, *c.other) for c in part.change.conflicts):
        return False
    known = part.change.comparison
    if part.change.librarian == "model" and known and claim.id in known.compared:
        return False  # a model that compares sentences has judged what is said in place of what
    pairs = [pair for change in told for pair in pairwise(change.values)]
    if any(was in text and now in text for was, now in pairs):
        return False
    return bool(quantities(text)) or not any(change.subject in text for change in told)


def _tell(
    claim: Claim,
    part: Part,
    known: Comparison,
    places: Places | None,
    detail: Detail,
    number: int,
) -> Concern:
    source = part.change.source
    quote = claim.quotes[0] if claim.quotes else None
    where = link_place(quote, source.path, source.unit, places, detail, False) if quote else ""
    words = make_inert(shorten(markdown.to_plain_text(claim.text), detail.sentence))
    why = next((row.reason for row in known.not_compared if claim.id in row.claims), "")
    if why:
        lead = "Says that it replaces something, and was not compared:"
        why = f"{why[0].upper()}{why[1:]}."
    else:
        lead = "Says that it replaces something:"
        why = "The wiki was found to say nothing that this replaces."
    return Concern(
        "not compared",
        lead,
        f"“{words}” {make_inert(shorten(why, 200))} {where}".rstrip(),
        number,
    )
