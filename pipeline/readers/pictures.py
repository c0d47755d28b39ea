"""Make of the pages of a file that are pictures what a model or text recognition is shown."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.picture import Picture
from pipeline.readers import format_of
from pipeline.readers.shared.pictures import images_of, load_picture


def pictures_of(
    path: str, data: bytes, pages: Sequence[int], scale: float = 1.0
) -> tuple[Picture, ...]:
    """Return these pages of a file, or the file itself where it is a picture, as images.

    `scale` allows larger ones. `UserError` where they cannot be made.
    """
    if format_of(path) == "pdf":
        from pipeline.readers.pdf.scans import render_pages

        return tuple(
            Picture(page, images_of(image, scale))
            for page, image in render_pages(path, data, pages)
        )
    return (Picture(0, images_of(load_picture(path, data).image, scale)),)
