"""Find the figures on a page of a PDF: pictures, and drawings that a caption names.

A picture is an object of its own in the file. A drawing is any number of lines and fills, as ruled
tables and boxes are too; so only what stands above or below a caption such as "Figure 3" is one.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from pipeline.core.picture import number_figure
from pipeline.readers.pdf.fragments import page_fragments
from pipeline.readers.pdf.rows import PdfRow, join_rows
from pipeline.readers.pdf.ruling import page_ruling

MOST_FIGURES = 99  # of one page
_MOST_OBJECTS = 20_000  # that are looked at on one page
_LEAST_SIDE, _LEAST_AREA = 60.0, 10_000.0  # points, of a picture that is worth being looked at
_WHOLE = 0.8  # of the page: a background, or a scan whose text was recognised
_TOUCH = 3.0  # points between the parts of a picture that was cut into strips
_NEAR = 30.0  # points between the parts of a drawing
_NEAR_CAPTION = 60.0  # points between a figure and its caption; the names of axes may stand there
_FEWEST_PARTS = 8  # lines and fills of a drawing
_OFTEN = 3  # so many pages with it at one place
_LABELS = 24.0  # points around a drawing in which its labels stand
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)|abb(?:ildung|\.)|chart|diagram(?:m)?|graph|illustration|schema|plate)"
    r"\s{0,2}[A-Z]?\d{1,3}(?:[.\-]\d{1,3})?[a-z]?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points; heights grow upwards."""

    left: float
    low: float
    right: float
    high: float

    @property
    def area(self) -> float:
        """Its area in square points."""
        return max(0.0, self.right - self.left) * max(0.0, self.high - self.low)

    def joined(self, other: Box) -> Box:
        """Return the smallest rectangle around both."""
        return Box(
            min(self.left, other.left),
            min(self.low, other.low),
            max(self.right, other.right),
            max(self.high, other.high),
        )

    def grown(self, by: float) -> Box:
        """Return the rectangle with so much more on each side."""
        return Box(self.left - by, self.low - by, self.right + by, self.high + by)

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Tell whether two rectangles overlap, or lie no further apart than that."""
        return (
            self.left - gap <= other.right
            and other.left - gap <= self.right
            and self.low - gap <= other.high
            and other.low - gap <= self.high
        )


@dataclass(frozen=True)
class Figure:
    """A figure on a page: where it is, and the row that names it, or ""."""

    box: Box
    caption: str = ""


@dataclass(frozen=True)
class _PageObjects:
    images: list[Box]
    parts: list[Box]


def figures_of(page: pypdfium2.PdfPage) -> list[Figure]:
    """Return the figures of a page of which nothing else is known yet."""
    return page_figures(page, join_rows(page_fragments(page)[0], page_ruling(page)))


def page_figures(page: pypdfium2.PdfPage, rows: Sequence[PdfRow]) -> list[Figure]:
    """Return the figures of a page from top to bottom; none of one that is turned."""
    if page.get_rotation():
        return []
    whole = Box(*page.get_cropbox())
    drawn = _objects(page.raw, whole)
    captions = [row for row in rows if not row.turned and _CAPTION.match(row.text)]
    found = [_named(box, captions) for box in _join_images(drawn.images) if is_large(box)]
    for row in captions:
        if all(figure.caption != row.text for figure in found):
            box = _drawing_at(row, drawn.parts)
            if box is not None and not any(box.meets(figure.box) for figure in found):
                found.append(Figure(_within(box, whole, row), row.text))
    return sorted(found, key=lambda figure: (-figure.box.high, figure.box.left))[:MOST_FIGURES]


def _objects(page: Any, whole: Box) -> _PageObjects:
    """Return the rectangles of pictures and of the parts of drawings, without what fills a page."""
    drawn = _PageObjects([], [])
    ends = [ctypes.c_float() for _ in range(4)]
    for at in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *ends):
            continue
        box = Box(*(end.value for end in ends))
        if not box.meets(whole) or box.area >= _WHOLE * whole.area:
            continue
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.images.append(box)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            # what another program drew comes as one object that holds many
            count = raw.FPDFFormObj_CountObjects(thing)
            drawn.parts.extend([box] * min(_FEWEST_PARTS, max(1, count)))
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING):
            drawn.parts.append(box)
    return drawn


def _join_images(boxes: Iterable[Box]) -> list[Box]:
    """Return the rectangles of pictures; those that touch are strips of one."""
    found: list[Box] = []
    for box in list(boxes)[:300]:
        touching = [one for one in found if one.meets(box, _TOUCH)]
        found = [one for one in found if one not in touching]
        for one in touching:
            box = box.joined(one)
        found.append(box)
    return found


def is_large(box: Box) -> bool:
    """Tell whether a rectangle is large enough for what it shows to say something."""
    sides = box.right - box.left, box.high - box.low
    return min(sides) >= _LEAST_SIDE and box.area >= _LEAST_AREA


def _named(box: Box, captions: Sequence[PdfRow]) -> Figure:
    """Return a picture as a figure, with the caption that stands nearest below or above it."""
    near = [
        (min(abs(box.low - row.y), abs(row.y - box.high)), row.text)
        for row in captions
        if row.x <= box.right and box.left <= row.end
    ]
    gap, text = min(near, default=(_NEAR_CAPTION + 1, ""))
    return Figure(box, text if gap <= _NEAR_CAPTION else "")


def _drawing_at(row: PdfRow, parts: Sequence[Box]) -> Box | None:
    """Return the drawing above a caption, or below it; None where nothing much is drawn there."""
    for upwards in (True, False):
        turned = parts if upwards else [Box(p.left, -p.high, p.right, -p.low) for p in parts]
        found = _grow(row, row.y if upwards else -row.y - row.size, turned)
        if found is not None:
            return found if upwards else Box(found.left, -found.high, found.right, -found.low)
    return None


def _grow(row: PdfRow, start: float, parts: Sequence[Box]) -> Box | None:
    """Return the rectangle of the parts that follow one another upwards from a height."""
    wide = Box(row.x - 2 * _LABELS, 0, max(row.end, row.x + 200) + 2 * _LABELS, 0)
    above = sorted(
        (p for p in parts if p.low >= start - 2 and p.left <= wide.right and wide.left <= p.right),
        key=lambda p: p.low,
    )
    box: Box | None = None
    top, count = start + row.size + _NEAR_CAPTION - _NEAR, 0
    for part in above:
        if part.low > top + _NEAR:
            break
        box = part if box is None else box.joined(part)
        top, count = max(top, part.high), count + 1
    return box if box is not None and count >= _FEWEST_PARTS and is_large(box) else None


def _within(box: Box, whole: Box, row: PdfRow) -> Box:
    """Return the rectangle of a drawing with its labels, on the page and without the caption."""
    grown = box.grown(_LABELS)
    low, high = max(grown.low, whole.low), min(grown.high, whole.high)
    if row.y < box.low:
        low = max(low, row.y + row.size)
    else:
        high = min(high, row.y - 0.3 * row.size)
    return Box(max(grown.left, whole.left), low, min(grown.right, whole.right), high)


def drop_repeated(pages: Sequence[Sequence[Figure]]) -> list[tuple[int, Figure]]:
    """Return the numbers of figures with them, without what stands at one place of many pages.

    That is a logo or an ornament. The numbers are those that the figures have on their pages.
    """
    places = Counter(_place(figure) for page in pages for figure in page)
    return [
        (number_figure(page, which), figure)
        for page, figures in enumerate(pages, start=1)
        for which, figure in enumerate(figures, start=1)
        if places[_place(figure)] < _OFTEN
    ]


def _place(figure: Figure) -> tuple[int, ...]:
    box = figure.box
    return round(box.left), round(box.low), round(box.right), round(box.high)
