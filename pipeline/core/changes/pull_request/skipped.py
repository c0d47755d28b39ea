"""List what the reader of a source skipped or could not read, and what the run has to say of it.

Whatever else a reviewer should know of how a source was read is a row of `notes_of_reading`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.from_pictures import tell_pictures
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.github.inert import make_inert
from pipeline.core.text import shorten


def notes_of_reading(part: Part) -> list[tuple[str, str]]:
    """Return what is to be said of how a source was read: a lead, and the sentence."""
    return [
        *(("The reader says:", note) for note in part.change.source.notes),
        *(("Note:", note) for note in part.change.notes if part.change.librarian != "none"),
    ]


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield what was read of pictures, then the notes of all sources.

    What holds for each of them is said once.
    """
    parts = material.parts
    for number, part in enumerate(parts):
        if told := tell_pictures(part, material.places):
            yield Concern("skipped", *told, number)
    rows = [notes_of_reading(part) for part in parts]
    common = [row for row in rows[0] if all(row in others for others in rows)]
    yield from (_tell(row, 0, parts, shared=True) for row in common)
    for number, own in enumerate(rows):
        yield from (_tell(row, number, parts) for row in own if row not in common)


def _tell(
    row: tuple[str, str], number: int, parts: Sequence[Part], shared: bool = False
) -> Concern:
    lead, note = row
    whose = -1 if shared else number
    return Concern("skipped", lead, make_inert(shorten(note, 600)), whose)
