"""Say which fresh claims the embedded librarian compared with the wiki, and why not the others."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.changes.change_set import Claim, Comparison, LeftOut
from pipeline.core.language.quantities import quantities
from pipeline.core.markup.markdown import to_plain_text
from pipeline.librarian.extractive.pages.against_wiki import WikiDispute
from pipeline.librarian.extractive.pages.subjects import PlanningContext
from pipeline.librarian.extractive.values.stated_values import read_stated_values
from pipeline.librarian.extractive.words.tokens import name_key

NO_VALUE = "no value stands in it, and the embedded librarian compares values only"
UNREAD_VALUE = (
    "it holds values in a way that the embedded librarian does not read: several numbers, a range,"
    " or no name of what they are of"
)


def tell_comparison(context: PlanningContext, disputes: Collection[WikiDispute]) -> Comparison:
    """Return which claims gave a value to a thing they name, so that it could be compared.

    They were compared with all that the wiki says about the thing, where it says anything.
    """
    found = {d.new for d in disputes}
    read = {c.id: _count_values(c, context) for c in context.claims}
    compared = [c for c in context.claims if read[c.id] or c.id in found]
    rest = [c for c in context.claims if not (read[c.id] or c.id in found)]
    reasons: dict[str, list[str]] = {UNREAD_VALUE: [], NO_VALUE: []}
    for claim in rest:
        reasons[UNREAD_VALUE if _values_in(claim) else NO_VALUE].append(claim.id)
    named = {what for c in context.claims for what in context.scores[c.id]}
    said = {s.text for what in named for s in context.subjects[what].old}
    return Comparison(
        tuple(c.id for c in compared),
        tuple(LeftOut(tuple(ids), why) for why, ids in reasons.items() if ids),
        tuple(c.id for c in compared if _values_in(c) > max(1, read[c.id])),
        len(said),
    )


def _count_values(claim: Claim, context: PlanningContext) -> int:
    """Return how many values of a claim were read, older ones that it names included."""
    text = to_plain_text(claim.text)
    places = set()
    for what in context.scores[claim.id]:
        subject = context.subjects[what]
        names = frozenset(
            {name_key(subject.title), *map(name_key, subject.aliases)}
            | {key for key, slug in context.names.items() if slug == what}
        )
        for value in read_stated_values(text, names):
            places |= {v.text for v in (value.value, value.before) if v}
    return len(places)


def _values_in(claim: Claim) -> int:
    return len({q.text for q in quantities(to_plain_text(claim.text)) if q.kind != "hex"})
