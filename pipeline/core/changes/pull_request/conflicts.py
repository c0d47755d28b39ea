"""List how the new claims stand to what the wiki says: contradictions first, with both quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.change_set import Conflict, Relation
from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_inert
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details, show_quotes
from pipeline.core.text import counted, shorten

_RELATION_HEADINGS: dict[Relation, str] = {
    "contradicts": "Contradiction",
    "supersedes": "Superseded",
    "proposed": "Proposed, not in force",
    "scope": "Different scope",
    "historical": "Earlier value, still true of its time",
}
_OPEN_RELATIONS: tuple[Relation, ...] = ("contradicts", "supersedes", "proposed")
_FOLDED_RELATIONS: tuple[Relation, ...] = ("scope", "historical")
_SIDE_NAMES: dict[Relation, tuple[str, str]] = {
    "contradicts": ("one", "other"),
    "proposed": ("in force", "proposed"),
}


def write_conflicts(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of conflicts, those of all parts together.

    Those that leave both claims true are folded.
    """
    text = ["## Contradictions and supersessions"]
    shown = "\n".join(_told(parts, _OPEN_RELATIONS, places))
    text.append(shown or "None found against what the wiki says.")
    apart = _told(parts, _FOLDED_RELATIONS, places)
    if apart:
        heading = f"{counted(len(apart), 'difference')} of scope or time, where both sides hold"
        text.append(make_details(heading, "\n".join(apart)))
    confirmed = sum(c.relation == "confirms" for part in parts for c in part.change.conflicts)
    if confirmed:
        by = "this source" if len(parts) == 1 else "these sources"
        text.append(
            f"{counted(confirmed, 'earlier claim')} {'are' if confirmed != 1 else 'is'}"
            f" confirmed by {by}."
        )
    return "\n\n".join(text)


def _told(parts: Sequence[Part], relations: Iterable[Relation], places: Places | None) -> list[str]:
    return [
        _conflict(conflict, part, places)
        for relation in relations
        for part in parts
        for conflict in part.change.conflicts
        if conflict.relation == relation
    ]


def _conflict(conflict: Conflict, part: Part, places: Places | None) -> str:
    since = f", since {make_inert(shorten(conflict.since, 80))}" if conflict.since else ""
    heading = _RELATION_HEADINGS[conflict.relation]
    head = f"- **{heading}: {make_inert(shorten(conflict.topic, 120))}**{since}."
    head = f"{head} {make_inert(shorten(conflict.note, 400))}".rstrip()
    names = _SIDE_NAMES.get(conflict.relation, ("now", "before"))
    if not conflict.other:  # one claim that holds both sides
        names = ("both", "")
    sides = zip(names, (conflict.current, conflict.other), strict=True)
    return "\n".join(
        [
            head,
            *(
                f"  - {side}: {_side(label, part, places)}"
                for side, labels in sides
                for label in labels
            ),
        ]
    )


def _side(label: str, part: Part, places: Places | None) -> str:
    citation = part.done.after.citation(label) or part.before.citation(label)
    if citation is None:
        return make_inert(label)
    return show_quotes(citation.quotes, citation.source, citation.unit, places, names_source=True)
