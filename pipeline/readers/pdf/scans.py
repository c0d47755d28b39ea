"""Pages of a PDF that hold no text, as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import PdfiumError

from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image

# dots an inch at which a page is drawn, as scanners do; and the longest edge it may then have
_DOTS = 200
_LONGEST = 3_000
_POINTS = 72


def render_pages(path: str, data: bytes, pages: Sequence[int]) -> Iterator[tuple[int, Image]]:
    """Yield the numbers of these pages, each with its picture; `UserError` for one that fails."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in pages:
            try:
                yield number, _render(document[number - 1])
            except (PdfiumError, ValueError, ArithmeticError, IndexError) as error:
                raise UserError(
                    f"{path}: page {number} cannot be drawn ({type(error).__name__}).",
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
