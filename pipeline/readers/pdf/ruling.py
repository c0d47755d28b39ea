"""Find the ruled lines of a PDF page: those drawn, and the edges of what is filled."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

_MOST_OBJECTS = 20_000  # that are looked at on one page; maps and charts have more
_MOST_SEGMENTS = 40  # of one path; what has more is a drawing
_MOST_LINES = 4_000  # of one page; a table of 100 rows with a box around each cell has fewer
_SHORTEST = 8.0  # points
_LEVEL = 1.0  # points by which the ends of a line may differ


@dataclass(frozen=True)
class Ruling:
    """The ruled lines of a page, in points.

    `across` holds the height and the left and right end of each horizontal line, `down` the place
    and the lower and upper end of each vertical one.
    """

    across: tuple[tuple[float, float, float], ...] = ()
    down: tuple[tuple[float, float, float], ...] = ()

    def divides(self, left: float, right: float, y: float) -> bool:
        """Tell whether a vertical line stands between two places at this height."""
        return any(left <= x <= right and low <= y <= high for x, low, high in self.down)

    def beside(self, left: float, right: float, y: float) -> bool:
        """Tell whether a height lies within a vertical line between two places."""
        return any(left < x < right and low <= y <= high for x, low, high in self.down)

    def between(self, low: float, high: float, x: float) -> bool:
        """Tell whether a horizontal line runs between two heights over this place."""
        return any(low <= y <= high and left <= x <= right for y, left, right in self.across)

    def crossings(self, low: float, high: float, x: float) -> int:
        """Return how many horizontal lines run over this place between two heights."""
        heights = {
            round(y) for y, left, right in self.across if left < x < right and low < y < high
        }
        return len(heights)


NO_RULING = Ruling()


def page_ruling(page: pypdfium2.PdfPage) -> Ruling:
    """Return the ruled lines of a page."""
    across: set[tuple[float, float, float]] = set()
    down: set[tuple[float, float, float]] = set()
    for (x1, y1), (x2, y2) in _segments(page.raw):
        if abs(y1 - y2) <= _LEVEL and abs(x1 - x2) >= _SHORTEST:
            across.add((round((y1 + y2) / 2, 1), round(min(x1, x2), 1), round(max(x1, x2), 1)))
        elif abs(x1 - x2) <= _LEVEL and abs(y1 - y2) >= _SHORTEST:
            down.add((round((x1 + x2) / 2, 1), round(min(y1, y2), 1), round(max(y1, y2), 1)))
        if len(across) + len(down) >= _MOST_LINES:
            return Ruling()  # a drawing
    return Ruling(tuple(sorted(across)), tuple(sorted(down)))


_Point = tuple[float, float]


def _segments(page: Any) -> Iterator[tuple[_Point, _Point]]:
    """Yield the straight pieces of the paths of a page, those within its forms as well."""
    count = min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    for at in range(count):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _pieces(thing, raw.FS_MATRIX(1, 0, 0, 1, 0, 0))
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            outer = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(thing, outer)
            for inner in range(min(raw.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS)):
                part = raw.FPDFFormObj_GetObject(thing, inner)
                if raw.FPDFPageObj_GetType(part) == raw.FPDF_PAGEOBJ_PATH:
                    yield from _pieces(part, outer)


def _pieces(path: Any, outer: Any) -> Iterator[tuple[_Point, _Point]]:
    own, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    count = raw.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MOST_SEGMENTS or not raw.FPDFPageObj_GetMatrix(path, own):
        return
    start = last = (0.0, 0.0)
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = _mapped(_mapped((x.value, y.value), own), outer)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO:
            yield last, here
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        if raw.FPDFPathSegment_GetClose(segment):
            yield here, start
        last = here


def _mapped(point: _Point, by: Any) -> _Point:
    x, y = point
    return by.a * x + by.c * y + by.e, by.b * x + by.d * y + by.f
