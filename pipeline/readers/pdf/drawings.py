"""Find what is drawn on a page of a PDF and has no caption, to tell that it is not read.

Ruled tables, boxes around paragraphs and lines below headings are drawn too. What tells a chart or
a diagram from them are slanted lines, curves, and areas on which no text stands and that are no
cells: cells stand in rows and columns, bars do not.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
from pypdfium2 import raw

from pipeline.readers.pdf.figures import Box, Figure, is_large
from pipeline.readers.pdf.rows import PdfRow

_MOST_OBJECTS = 20_000  # that are looked at on one page
_MOST_SEGMENTS = 60  # of one line that are looked at
_MOST_JOINED = 1_000  # parts of one page that are joined
_WHOLE = 0.8  # of the page: a background
_GAP = 12.0  # points between the parts of one drawing
_FEWEST_PARTS, _FEWEST_FREE = 8, 4
_THIN = 4.0  # points: a ruled line
_SLANT = 2.0  # points by which a line that is no rule leaves its direction
_OFTEN = 3  # so many pages with it at one place: a logo


@dataclass(frozen=True)
class _Part:
    box: Box
    free: bool  # neither a rule, nor a box for text, nor a cell
    slanted: bool = False


def page_drawings(
    page: pypdfium2.PdfPage, rows: Sequence[PdfRow], figures: Sequence[Figure]
) -> list[Box]:
    """Return the places of drawings on a page that are in none of its figures."""
    if page.get_rotation():
        return []
    whole = Box(*page.get_cropbox())
    met = [part for part in _parts(page.raw, whole, rows) if _is_outside(part.box, figures)]
    parts = _without_cells(met)
    if sum(part.free for part in parts) < _FEWEST_FREE:
        return []
    return [box for box, held in _join(parts) if _is_drawing(box, held, rows)]


def pages_with_drawings(pages: Sequence[Sequence[Box]]) -> list[int]:
    """Return the numbers of the pages that hold a drawing which does not stand on many of them."""
    places = Counter(_place(box) for page in pages for box in page)
    return [
        number
        for number, page in enumerate(pages, start=1)
        if any(places[_place(box)] < _OFTEN for box in page)
    ]


def _parts(page: Any, whole: Box, rows: Sequence[PdfRow]) -> Iterable[_Part]:
    ends = [ctypes.c_float() for _ in range(4)]
    for at in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        drawn = kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM)
        if not drawn or not raw.FPDFPageObj_GetBounds(thing, *ends):
            continue
        box = Box(*(end.value for end in ends))
        if not box.meets(whole) or box.area >= _WHOLE * whole.area:
            continue
        if kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _parts_of_form(thing, box)
        else:
            thin = min(box.right - box.left, box.high - box.low) < _THIN
            slanted = _is_slanted(thing)
            yield _Part(box, slanted or (not thin and not _holds_text(box, rows)), slanted)


def _parts_of_form(form: Any, box: Box) -> Iterable[_Part]:
    """Yield a part for each line of what another program drew; its places are its own."""
    count = min(raw.FPDFFormObj_CountObjects(form), _MOST_OBJECTS)
    for at in range(count):
        thing = raw.FPDFFormObj_GetObject(form, at)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
            slanted = _is_slanted(thing)
            yield _Part(box, slanted, slanted)


def _without_cells(parts: Sequence[_Part]) -> list[_Part]:
    """Return parts of which none that lies in a row or a column with its like counts as free."""
    rows = Counter((round(x.box.low), round(x.box.high)) for x in parts if not x.slanted)
    columns = Counter((round(x.box.left), round(x.box.right)) for x in parts if not x.slanted)
    return [
        part
        if part.slanted
        else replace(
            part,
            free=part.free
            and rows[round(part.box.low), round(part.box.high)] == 1
            and columns[round(part.box.left), round(part.box.right)] == 1,
        )
        for part in parts
    ]


def _is_slanted(path: Any) -> bool:
    """Tell whether a line is a curve, or goes neither across nor up."""
    across, up = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for at in range(min(raw.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return True
        if not raw.FPDFPathSegment_GetPoint(segment, across, up):
            continue
        here = across.value, up.value
        if before and kind == raw.FPDF_SEGMENT_LINETO:
            moved = abs(here[0] - before[0]), abs(here[1] - before[1])
            if min(moved) > _SLANT:
                return True
        before = here
    return False


def _holds_text(box: Box, rows: Sequence[PdfRow]) -> bool:
    return any(_stands_in(row, box) for row in rows)


def _stands_in(row: PdfRow, box: Box) -> bool:
    middle = row.y + row.size / 2
    return box.low <= middle <= box.high and row.x < box.right and box.left < row.end


def _is_outside(box: Box, figures: Sequence[Figure]) -> bool:
    return not any(box.meets(figure.box) for figure in figures)


def _join(parts: Sequence[_Part]) -> list[tuple[Box, list[_Part]]]:
    """Return parts that lie near each other as one, each with what it was joined of."""
    found: list[tuple[Box, list[_Part]]] = []
    for part in parts[:_MOST_JOINED]:
        near = [one for one in found if one[0].meets(part.box, _GAP)]
        found = [one for one in found if one not in near]
        box, held = part.box, [part]
        for other, more in near:
            box, held = box.joined(other), [*held, *more]
        found.append((box, held))
    return found


def _is_drawing(box: Box, held: Sequence[_Part], rows: Sequence[PdfRow]) -> bool:
    """Tell whether parts are a drawing: enough of them, large, and not full of text."""
    free = sum(part.free for part in held)
    if len(held) < _FEWEST_PARTS or free < _FEWEST_FREE or not is_large(box):
        return False
    text = sum((row.end - row.x) * row.size for row in rows if _stands_in(row, box))
    return text < box.area / 4


def _place(box: Box) -> tuple[int, ...]:
    return round(box.left), round(box.low), round(box.right), round(box.high)
