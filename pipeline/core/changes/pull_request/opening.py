"""Say of which sources a pull request is, and what the run must tell its reviewer first."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import mark_source
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.github.boxes import write_number
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.text import shorten


def write_notes(notes: Sequence[str]) -> str:
    """Return what the reviewer must know before anything else, as one alert."""
    if not notes:
        return ""
    said = "\n>\n".join(f"> {make_inert(shorten(note, 1_000))}" for note in notes)
    return f"> [!IMPORTANT]\n{said}"


def write_sources(material: ReviewMaterial) -> str:
    """Return the line of the source, or a line for each of several, and what was left out."""
    parts, places = material.parts, material.places
    if len(parts) == 1:
        said = f"From {_source(parts[0], places)}"
    else:
        rows = (f"- {mark_source(n, parts)} {_source(p, places)}" for n, p in enumerate(parts))
        said = f"From {len(parts)} sources, a commit each:\n\n" + "\n".join(rows)
    return "\n\n".join(x for x in (said, _dropped(material)) if x)


def _dropped(material: ReviewMaterial) -> str:
    """Return the line about the sources that a reviewer left out."""
    if not material.dropped:
        return ""
    names = [
        f"{write_number(x.number)} {make_inert(shorten(x.title or x.path, 80))}"
        for x in material.dropped
    ]
    back = f"`/keep {material.dropped[0].number}`"
    return f"Without {', '.join(names)}: left out by a reviewer, and back with {back}."


def _source(part: Part, places: Places | None) -> str:
    path = part.change.source.path
    title = make_inert(shorten(part.title, 160))
    shown = make_link(title, places.source(path)) if places else f"{title} ({make_code(path)})"
    return ", ".join([shown, *_facts(part)])


def _facts(part: Part) -> list[str]:
    change, read = part.change, part.change.extraction
    if change.librarian == "none":
        return [_what_was_read(part)]
    facts = [f"by {make_inert(shorten(read.author, 120))}"] if read.author else []
    facts.append(make_inert(shorten(read.published, 40)) if read.published else "without a date")
    facts += [make_inert(shorten(read.status, 40))] if read.status else []
    facts += [f"holds from {make_inert(shorten(read.effective, 80))}"] if read.effective else []
    return facts


def _what_was_read(part: Part) -> str:
    """Return what happened to a source of which nothing was read for what it says."""
    note = part.change.notes[0] if part.change.notes else ""
    renamed = part.change.source.path not in part.before.records
    return make_inert(shorten(note, 400)) or ("it has a new path" if renamed else "it is read anew")


def name_librarian(change: ChangeSet) -> str:
    """Return who read a source."""
    if change.librarian == "none":
        return "nobody, for the words are the same"
    if change.librarian == "extractive":
        return "the embedded librarian, without a model"
    models = ", ".join(make_inert(shorten(m, 80)) for m in change.models)
    return f"the model librarian ({models})"
