"""Read a PowerPoint presentation (PPTX) slide by slide; the locator of a line is its slide."""

from __future__ import annotations

import io
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for
from pipeline.core.text import counted, shorten
from pipeline.readers.pptx.slides import Seen, slide_lines
from pipeline.readers.shared.document_pictures import DocumentPicture
from pipeline.readers.shared.document_properties import read_properties
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.packages import Package, broken_file, open_package
from pipeline.readers.shared.reading import Reading
from pipeline.readers.shared.xml_parts import refuse_hostile_parts

_MOST_SLIDES = 2_000
_MOST_FOOTERS = 5  # that a note names


def read(path: str, data: bytes) -> Reading:
    """Return the text of every slide that is not hidden, with its speaker notes.

    Raises `UserError` where the file is no presentation, is locked or broken, or holds no text, and
    where the extra that reads it is not installed.
    """
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a presentation names, with their bytes."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    package = open_package(path, data, "a PowerPoint presentation", _is_presentation)
    refuse_hostile_parts(package)
    slides = _open_slides(path, data)
    seen = Seen()
    lines: list[tuple[str, int]] = []
    for number, slide in enumerate(slides[:_MOST_SLIDES], start=1):
        if slide.element.get("show") in ("0", "false"):
            seen.hidden.append(number)
            continue
        try:
            written = slide_lines(slide, number, seen)
        except UserError:
            raise
        except Exception:  # one broken slide must not cost the others; a note names it
            seen.unread.append(number)
            continue
        lines += [(line, number) for line in (*written, "")] if written else []
    if not lines:
        raise UserError(
            f"{path}: no slide of this presentation holds text.",
            "It may be made of pictures: describe them in their alternative texts.",
        )
    placed = seen.pictures.place([line for line, _ in lines])
    whole, numbers = join_lines(
        (line, lines[row][1]) for line, row in zip(placed.lines, placed.rows, strict=True)
    )
    meta = read_properties(package, "docProps/core.xml", seen.first_title)
    notes = (*_notes(package, seen, len(slides)), *placed.notes)
    reading = Reading(whole, numbers, "slide", meta, notes, placed.numbers, placed.anchors)
    return reading, placed.pictures


def _is_presentation(package: Package) -> bool:
    return "ppt/presentation.xml" in package


def _open_slides(path: str, data: bytes) -> list[Any]:
    with imported_for("Presentations are read with python-pptx", "office"):
        import pptx
    try:
        return list(pptx.Presentation(io.BytesIO(data)).slides)
    except Exception as error:  # whatever a broken file makes of the library
        raise broken_file(path, f"{type(error).__name__} while it was read") from error


def _notes(package: Package, seen: Seen, count: int) -> list[str]:
    notes = []
    for what, numbers in (
        ("hidden", seen.hidden),
        ("broken", seen.unread),
        ("empty", seen.empty),
    ):
        if numbers:
            listed = ", ".join(map(str, numbers[:30])) + (", …" if len(numbers) > 30 else "")
            notes.append(f"{counted(len(numbers), f'{what} slide')} left out: {listed}")
    if seen.bare_pictures:
        notes.append(f"{counted(seen.bare_pictures, 'picture')} without a description left out")
    for what, number in seen.left_out.items():
        notes += [f"{counted(number, what)} left out"] if number else []
    if seen.footers:
        shown = [repr(shorten(text, 80)) for text in [*seen.footers][:_MOST_FOOTERS]]
        notes.append(f"footers and texts of the layout left out: {'; '.join(shown)}")
    comments = sum(name.startswith("ppt/comments/") for name in package.names)
    if comments:
        notes.append(f"comments on {counted(comments, 'slide')} left out")
    if package.holds_macros:
        notes.append("the file holds macros, which are neither read nor run")
    if count > _MOST_SLIDES:
        notes.append(f"only the first {_MOST_SLIDES:,} of {count:,} slides are read")
    return notes
