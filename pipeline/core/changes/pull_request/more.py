"""Write *More*: what was compared and placed, who read it, what it cost, and how to change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.changes.change_set import Comparison, Conflict, Relation
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import mark_source
from pipeline.core.changes.pull_request.cost import write_cost
from pipeline.core.changes.pull_request.coverage import write_sections
from pipeline.core.changes.pull_request.decision import has_something_to_compare
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.opening import name_librarian
from pipeline.core.changes.pull_request.quotes import quote_inline
from pipeline.core.changes.told_changes import new_side
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.quoted import make_details
from pipeline.core.paths import is_kept_path
from pipeline.core.text import counted, noun_for, shorten

_BOTH_HOLD: tuple[Relation, ...] = ("scope", "historical", "supersedes", "proposed")
_MOST_DIFFERENCES = 40
# What can come of comparing a claim: said of one, and of several.
_OUTCOMES: dict[str, tuple[str, str]] = {
    "supersedes": ("replaces a statement", "replace a statement"),
    "contradicts": ("contradicts one", "contradict one"),
    "confirms": ("confirms one", "confirm one"),
    "proposed": ("only proposes a change", "only propose a change"),
    "scope": ("holds for something else", "hold for something else"),
    "historical": ("tells of an earlier time", "tell of an earlier time"),
    "older": ("is older than one", "are older than one"),
}


def write_more(material: ReviewMaterial, detail: Detail) -> str:
    """Return the section, in folds."""
    parts = material.parts
    rows = [
        f"- {mark_source(n, parts)}{' ' if len(parts) > 1 else ''}{line}"
        for n, part in enumerate(parts)
        for line in _made(part, material)
    ]
    rows += [f"- {line}" for line in _of_all(material)]
    folds = [
        _differences(material, detail),
        make_details("What was compared, how it was made", "\n".join(rows)),
        *write_sections(parts),
        write_cost(parts),
        make_details("To change something", _ways(material)),
    ]
    return "### More\n\n" + "\n".join(fold for fold in folds if fold)


def _made(part: Part, material: ReviewMaterial) -> Iterator[str]:
    """Yield what was compared and placed of one source, and who read it."""
    if part.change.librarian != "none":
        yield from _compared(part)
        yield f"**Placed:** {len(part.done.placed)} of {_claims(part)}."
    yield f"**Read by** {name_librarian(part.change)}.{_price(part)}"


def _claims(part: Part) -> str:
    return counted(len(part.change.extraction.claims), "claim")


def _price(part: Part) -> str:
    if part.change.librarian != "model":
        return " It cost nothing."
    costs = part.change.costs
    calls = counted(sum(c.calls for c in costs), "call")
    return f" It cost {sum(c.dollars for c in costs):.2f} dollars for {calls}."


def _compared(part: Part) -> Iterator[str]:
    known = part.change.comparison
    if known is None:
        yield "**Compared:** this was made before it was counted how much is compared."
        return
    if not has_something_to_compare(part):
        yield "**Compared:** nothing, for the wiki says nothing yet of what the claims are about."
        return
    count = len(known.compared)
    said = f"{count} of {_claims(part)}{_with_what(known)}{_outcome(known, part)}"
    yield f"**Compared:** {said}."
    if known.partly:
        what = "hold further values" if len(known.partly) != 1 else "holds further values"
        yield f"**Compared in part:** {len(known.partly)} of these {what}, which were not."
    for row in known.not_compared:
        claims = counted(len(row.claims), "claim")
        yield f"**Not compared:** {claims}: {make_inert(shorten(row.reason, 300))}."
    listed = {*known.compared, *(x for row in known.not_compared for x in row.claims)}
    old = [c for c in part.change.extraction.claims if c.id not in listed]
    if old:
        yield f"**Known before:** {len(old)} stood on a page already."
    yield from (f"**Not looked at:** {make_inert(shorten(x, 400))}" for x in known.unseen)


def _with_what(known: Comparison) -> str:
    statements = counted(known.statements, "statement")
    if not known.pages:
        return f", with the {statements} of the wiki about what they name"
    pages = f", with the text of the {counted(known.pages, 'page')} nearest to them"
    return f"{pages} and {statements} of others" if known.statements else pages


def _outcome(known: Comparison, part: Part) -> str:
    """Return what came of the comparison: what changes, is confirmed, or has no match."""
    ids = set(known.compared)
    found: dict[str, set[str]] = {name: set() for name in _OUTCOMES}
    for conflict in part.change.conflicts:
        mine = ids & {*conflict.current, *conflict.other}
        older = conflict.relation == "supersedes" and not ids & set(conflict.current)
        found["older" if older else conflict.relation] |= mine
    told = [
        f"{len(found[name])} {one if len(found[name]) == 1 else many}"
        for name, (one, many) in _OUTCOMES.items()
        if found[name]
    ]
    rest = len(ids) - len(set().union(*found.values()))
    if rest:
        told.append(f"{rest} {'meet' if rest != 1 else 'meets'} no other value or statement")
    return f": {', '.join(told)}" if told else ""


def _of_all(material: ReviewMaterial) -> Iterator[str]:
    """Yield what holds for the proposal as a whole."""
    places, files = material.places, material.files
    kept = sorted(p for p, f in files.items() if is_kept_path(p) and f.after)
    if kept:
        names = ", ".join(make_link(make_code(p), places.page(p) if places else "") for p in kept)
        what = "the text that the source was" if len(kept) == 1 else "the texts that sources were"
        yield f"**Kept:** {what} read as: {names}. Citations lead to the lines there."
    also = sum(f.derived and not is_kept_path(p) for p, f in files.items())
    if also:
        yield (
            f"**Bookkeeping:** {counted(also, 'more file')} changed in index, log and `related`"
            " only."
        )
    if own := sorted({path for part in material.parts for path in part.done.own_index}):
        yield (
            "**The index** is left alone, for people wrote it or added to it; pages that come and"
            f" go are not listed in it ({', '.join(map(make_code, own))})."
        )
    if places and places.run:
        run = make_link(f"run {make_inert(places.run)}", places.run_address)
        yield f"**Made by** {run}."


def _differences(material: ReviewMaterial, detail: Detail) -> str:
    """Return the fold of what differs and holds on both sides: it changes nothing."""
    rows = []
    for number, part in enumerate(material.parts):
        ids = {c.id for c in part.change.extraction.claims}
        for conflict in part.change.conflicts:
            if conflict.relation in _BOTH_HOLD and not _is_told(conflict, ids):
                rows.append(_difference(conflict, number, material, detail))
    if not rows:
        return ""
    more = len(rows) - _MOST_DIFFERENCES
    shown = [*rows[:_MOST_DIFFERENCES], *([f"- … and {more} more"] if more > 0 else [])]
    noun = noun_for(len(rows), "difference")
    return make_details(f"{len(rows)} {noun} where both hold", "\n".join(shown))


def _is_told(conflict: Conflict, ids: set[str]) -> bool:
    """Tell whether *What changes* tells a conflict."""
    return conflict.relation in ("supersedes", "proposed") and bool(ids & set(new_side(conflict)))


def _difference(conflict: Conflict, number: int, material: ReviewMaterial, detail: Detail) -> str:
    part = material.parts[number]
    mark = mark_source(number, material.parts)
    sides = " · ".join(
        quote_inline(labels, part, material.places, detail)
        for labels in (conflict.current, conflict.other)
        if labels
    )
    older = "The source is older. " if conflict.relation == "supersedes" else ""
    note = make_inert(shorten(conflict.note, detail.sentence))
    topic = make_inert(shorten(conflict.topic, 120))
    said = " ".join(x for x in (f"{older}{note}".strip(), sides) if x)
    return f"- {mark}{' ' if mark else ''}**{topic}:** {said}"


def _drop_way(material: ReviewMaterial) -> tuple[str, ...]:
    """Return how a source is left out, where there are several."""
    if len(material.parts) == 1:
        return ()
    number = material.parts[-1].number or len(material.parts)
    return (
        f"`/drop {number}` leaves the source {mark_source(len(material.parts) - 1, material.parts)}"
        f" out, and makes the rest anew of what is kept; `/keep {number}` takes it back.",
    )


def _ways(material: ReviewMaterial) -> str:
    if not material.places:
        return (
            "Edit the pages on this branch, or change `schema.md` or the source and compile again."
        )
    one = len(material.parts) == 1
    rejects = "the source until it changes" if one else "its sources until they change"
    ways: Sequence[str] = (
        "Edit the pages on this branch: your commits are never overwritten. `/refresh` then renews"
        " index, links and footnotes.",
        "Comment `/recompile` and what to change, on the same line or below it; open review"
        " comments by people with write access are read as well.",
        *_drop_way(material),
        "`/refresh` brings this up to date with the default branch; `/wiki help` lists all"
        " commands.",
        f"Closing it unmerged rejects {rejects}.",
    )
    return "\n".join(f"- {way}" for way in ways)
