"""Open a pull request: which sources it is about, notes of the run, and what is not finished."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import short_title
from pipeline.core.changes.pull_request.from_pictures import write_from_pictures
from pipeline.core.changes.section_coverage import describe_silence
from pipeline.core.changes.silent_parts import describe_silent_parts
from pipeline.core.changes.statement_bound import describe_bound
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import link_source, make_details
from pipeline.core.text import shorten


def write_notes(notes: Sequence[str]) -> str:
    """Return what the reviewer must know before anything else."""
    return "\n\n".join(f"> [!IMPORTANT]\n> {make_inert(shorten(note, 1_000))}" for note in notes)


def write_opening(parts: Sequence[Part], places: Places | None) -> str:
    """Return what was compiled, by whom, and what the sources say in short."""
    return _one(parts[0], places) if len(parts) == 1 else _several(parts, places)


def _one(part: Part, places: Places | None) -> str:
    change, read = part.change, part.change.extraction
    path = link_source(change.source.path, places)
    if change.librarian == "none":
        what = f"is now {path}" if _is_renamed(part) else f"is read anew: {path}"
        lines = [f"**{make_inert(shorten(part.title, 200))}** {what}."]
    else:
        lines = [f"**{make_inert(shorten(part.title, 200))}**, {_facts(change)}.", ""]
        lines += [f"Source: {path} · read by {_who(change)}."]
        if bound := describe_bound(read):
            lines += ["", f"**{bound}** were taken; the others are listed below, as dropped."]
        if silence := describe_silence(change, part.sections):
            said = f"**Nothing came of {silence}**; the coverage below says which"
            lines += ["", f"{said}{', and why' if describe_silent_parts(read) else ''}."]
        lines += ["", f"> {make_inert(shorten(read.summary, 600))}"] if read.summary else []
    if pictures := write_from_pictures(part, places):
        lines += ["", pictures]
    lines += [
        f"\n> [!NOTE]\n> {make_inert(shorten(note, 600))}"
        for note in (*change.source.notes, *change.notes)
    ]
    return "\n".join(lines)


def _is_renamed(part: Part) -> bool:
    """Tell whether a source of which nothing was read has another path than before."""
    return part.change.source.path not in part.before.records


def _several(parts: Sequence[Part], places: Places | None) -> str:
    lines = [f"{len(parts)} sources, compiled one on top of the other, a commit each:", ""]
    for i, part in enumerate(parts, 1):
        title = make_link(
            make_inert(shorten(part.title, 120)),
            places.source(part.change.source.path) if places else "",
        )
        file = "" if places else f" ({link_source(part.change.source.path, None)})"
        facts = f"{_facts(part.change)}{_bound(part)}{_silence(part)}"
        if part.change.librarian == "none":
            facts = "only its path has changed" if _is_renamed(part) else "its text is made anew"
        lines.append(f"{i}. **{title}**{file}, {facts}.")
    for part in parts:
        if pictures := write_from_pictures(part, places):
            lines += ["", pictures]
    lines += ["", f"Read by {'; '.join(dict.fromkeys(_who(part.change) for part in parts))}."]
    summaries = [
        (short_title(p), make_inert(shorten(s, 600)))
        for p in parts
        if (s := p.change.extraction.summary)
    ]
    if summaries:
        lines += [
            "",
            make_details(
                "What they say", "\n".join(f"- **{title}**: {text}" for title, text in summaries)
            ),
        ]
    lines += [f"\n> [!NOTE]\n> {note}" for note in _notes(parts)]
    return "\n".join(lines)


def _bound(part: Part) -> str:
    bound = describe_bound(part.change.extraction)
    return f"; {bound} were taken" if bound else ""


def _silence(part: Part) -> str:
    silence = describe_silence(part.change, part.sections)
    return f"; nothing came of {silence}" if silence else ""


def _notes(parts: Sequence[Part]) -> list[str]:
    """Return the notes of several sources; what holds for all of them is said once."""
    common = [n for n in parts[0].change.notes if all(n in part.change.notes for part in parts)]
    own = [
        f"{short_title(part)}: {make_inert(shorten(note, 600))}"
        for part in parts
        for note in (*part.change.source.notes, *part.change.notes)
        if note not in common
    ]
    return [*(make_inert(shorten(note, 600)) for note in common), *own]


def _facts(change: ChangeSet) -> str:
    read = change.extraction
    facts = [f"by {make_inert(shorten(read.author, 120))}"] if read.author else []
    facts += (
        [f"published {make_inert(shorten(read.published, 40))}"]
        if read.published
        else ["no date of publication found"]
    )
    facts += [f"status {make_inert(shorten(read.status, 40))}"] if read.status else []
    facts += [f"in force from {make_inert(shorten(read.effective, 80))}"] if read.effective else []
    return ", ".join(facts)


def _who(change: ChangeSet) -> str:
    if change.librarian == "none":
        return "nobody, for the words are the same"
    if change.librarian == "extractive":
        return "the embedded librarian (no model)"
    return f"the model librarian ({', '.join(make_inert(shorten(m, 80)) for m in change.models)})"


def write_unfinished(parts: Sequence[Part]) -> str:
    """Return the section of planned pages that were not written."""
    rows = [(part, title) for part in parts for title in part.change.unfinished]
    if not rows:
        return ""
    whose = [f", planned for {short_title(part)}" if len(parts) > 1 else "" for part, _ in rows]
    names = "\n".join(
        f"- {make_inert(shorten(title, 120))}{more}"
        for (_, title), more in zip(rows, whose, strict=True)
    )
    said = (
        "These planned pages were not written, for the reasons given below. What they were planned"
        " for stays open; the next run goes on."
    )
    return f"## Not finished\n\n{said}\n\n{names}"
