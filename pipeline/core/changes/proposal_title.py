"""Say in a title what a proposal changes: values that change, else the pages with most claims."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.told_changes import (
    ToldChange,
    ToldSide,
    either_value,
    list_changes,
    list_contradictions,
    name_conflict,
)
from pipeline.core.github.inert import make_plain_line
from pipeline.core.text import counted, noun_for
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE

LONGEST_TITLE = 70  # characters; a phone shows them on two lines
_LEAST_OF_NAME = 12  # characters that are left of a name, however much stands beside it


def pull_request_title(parts: Sequence[Part]) -> str:
    """Return the title of a pull request, or of a local proposal."""
    if not any(part.change.extraction.claims for part in parts):
        return _title_without_claims(parts)
    changes = [change for change in list_changes(parts) if not change.is_proposed]
    disputes = list_contradictions(parts)
    if changes:
        return _end_with_rest(
            _say_change(_weightiest(changes, parts)), len(changes) + len(disputes) - 1
        )
    if disputes:
        return _end_with_rest(_ask_which(disputes[0], parts), len(disputes) - 1)
    return _name_pages(parts)


def _title_without_claims(parts: Sequence[Part]) -> str:
    """Return the title where nothing was read but for its words or its path."""
    again = all(part.change.source.path in part.before.records for part in parts)
    names = [part.title for part in parts]
    if again:
        return _fit("Read “", names[0], f"”{_others(names)} anew")
    return _fit(
        f"Follow the new {noun_for(len(parts), 'path')} of “", names[0], f"”{_others(names)}"
    )


def _others(names: Sequence[str]) -> str:
    return f" and {counted(len(names) - 1, 'more source')}" if len(names) > 1 else ""


def _weightiest(changes: Sequence[ToldChange], parts: Sequence[Part]) -> ToldChange:
    """Return the change whose page gets most claims of the sources, values before others."""
    sizes = _claims_by_title(parts)
    return max(changes, key=lambda change: (bool(change.values), sizes.get(change.subject, 0)))


def _claims_by_title(parts: Sequence[Part]) -> dict[str, int]:
    claims: dict[str, set[str]] = {}
    for part in parts:
        ids = {c.id for c in part.change.extraction.claims}
        for page in part.change.pages:
            claims.setdefault(page.plan.title, set()).update(ids.intersection(page.plan.claims))
    return {title: len(ids) for title, ids in claims.items()}


def _say_change(change: ToldChange) -> tuple[str, str]:
    """Return a change as a name that may be cut, and the values behind it, which may not."""
    if not change.values:
        return change.subject + (f" {change.quantity}" if change.quantity else ""), " changes"
    values = " → ".join(change.values)
    if len(change.values) > 2:  # a title says the first and the last
        values = f"{change.values[0]} → {change.values[-1]}"
    if change.counts:
        return change.subject, f": {values} {change.quantity}"
    return f"{change.subject} {change.quantity}".strip(), f": {values}"


def _ask_which(side: ToldSide, parts: Sequence[Part]) -> tuple[str, str]:
    part = parts[side.number]
    name = " ".join(name_conflict(side.conflict, part)).strip()
    values = either_value(side.conflict, part)
    return name, f": {values[0]} or {values[1]}?" if values else ": contradiction"


def _end_with_rest(told: tuple[str, str], more: int) -> str:
    rest = f", and {counted(more, 'more change')}" if more > 0 else ""
    return _fit("", told[0], told[1] + rest)


def _name_pages(parts: Sequence[Part]) -> str:
    """Return a title that names the new pages with most claims, else those that gain most."""
    new: dict[str, set[str]] = {}
    old: dict[str, set[str]] = {}
    for part in parts:
        for page in part.change.pages:
            plan = page.plan
            if plan.type in (SUMMARY_TYPE, COMPARISON_TYPE) or not page.edits:
                continue
            there = plan.slug in parts[0].before
            (old if there else new).setdefault(plan.title, set()).update(plan.claims)
    for lead, found in (("New page", new), ("More about", old)):
        if found:
            names = sorted(found, key=lambda title: -len(found[title]))
            lead = f"{noun_for(len(names), lead)}: " if found is new else f"{lead} "
            return _list_names(lead, names)
    titles = [part.title for part in parts]
    again = all(part.change.source.path in part.before.records for part in parts)
    lead = "Read again" if again else noun_for(len(titles), "New source")
    return _list_names(f"{lead}: ", titles)


def _list_names(lead: str, names: Sequence[str]) -> str:
    """Return as many names as there is room for, one at least, and how many more there are."""
    for count in range(min(len(names), 4), 1, -1):
        shown = [make_plain_line(name, LONGEST_TITLE) for name in names[:count]]
        more = len(names) - count
        text = f"{lead}{', '.join(shown)}, and {more} more" if more else lead + _join(shown)
        if len(text) <= LONGEST_TITLE:
            return text
    rest = f", and {len(names) - 1} more" if len(names) > 1 else ""
    return _fit(lead, names[0], rest)


def _join(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _fit(lead: str, name: str, end: str) -> str:
    """Return a title whose name is cut so that all fits; its end is cut where that is too long."""
    end = make_plain_line(f"x{end}", LONGEST_TITLE - _LEAST_OF_NAME - len(lead))[1:]
    room = LONGEST_TITLE - len(lead) - len(end)
    # The whole once more: signs that act may come together where two texts meet.
    return make_plain_line(f"{lead}{make_plain_line(name, room)}{end}", LONGEST_TITLE)
