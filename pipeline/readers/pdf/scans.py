"""Pages of a PDF that hold no text, and figures on pages that do, as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import PdfiumError

from pipeline.core.errors import UserError
from pipeline.core.picture import FIRST_FIGURE, Picture, place_of_figure
from pipeline.readers.pdf.figures import figures_of

if TYPE_CHECKING:
    from PIL.Image import Image

# dots an inch at which a page is drawn, as scanners do; and the longest edge it may then have
_DOTS = 200
_LONGEST = 3_000
_POINTS = 72


def render_pages(path: str, data: bytes, pages: Sequence[int]) -> Iterator[tuple[int, Image]]:
    """Yield the numbers of these pages and figures, each with its picture.

    `UserError` for one that fails.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        for number in pages:
            try:
                if number >= FIRST_FIGURE:
                    page, which = place_of_figure(number)
                    yield number, _render_figure(document[page - 1], which)
                else:
                    yield number, _render(document[number - 1])
            except (PdfiumError, ValueError, ArithmeticError, IndexError) as error:
                raise UserError(
                    f"{path}: {Picture(number, ()).name} cannot be drawn ({type(error).__name__}).",
                    "Export the PDF again.",
                ) from error
    finally:
        document.close()


def _render(page: pypdfium2.PdfPage) -> Image:
    try:
        scale = min(_DOTS / _POINTS, _LONGEST / max(1.0, *page.get_size()))
        image: Image = page.render(scale=scale).to_pil()
        return image.convert("RGB")
    finally:
        page.close()


def _render_figure(page: pypdfium2.PdfPage, which: int) -> Image:
    """Return one figure of a page as it looks there, with what is written in it."""
    try:
        box = figures_of(page)[which - 1].box
        left, low, right, high = page.get_cropbox()
        cut = box.left - left, box.low - low, right - box.right, high - box.high
        size = max(1.0, box.right - box.left, box.high - box.low)
        scale = min(_DOTS / _POINTS, _LONGEST / size)
        crop = tuple(max(0.0, margin) for margin in cut)
        image: Image = page.render(scale=scale, crop=crop).to_pil()
        return image.convert("RGB")
    finally:
        page.close()
