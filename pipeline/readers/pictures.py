"""Make of the pages of a file that are pictures what a model or text recognition is shown."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence

from pipeline.core.errors import UserError
from pipeline.core.picture import FIRST_FIGURE, Picture
from pipeline.readers import format_of
from pipeline.readers.shared.document_pictures import DocumentPicture
from pipeline.readers.shared.pictures import images_of, load_picture

HOLD_PICTURES = (
    "docx",
    "pptx",
    "epub",
    "markdown",
    "html",
    "notebook",
    "mail",
    "rst",
    "latex",
    "svg",
)  # the formats of documents that hold pictures


def pictures_of(
    path: str, data: bytes, pages: Sequence[int], scale: float = 1.0
) -> tuple[Picture, ...]:
    """Return these pages of a file, or pictures in it, or the file itself, as images.

    `scale` allows larger ones. `UserError` where they cannot be made.
    """
    if format_of(path) == "pdf":
        from pipeline.readers.pdf.scans import render_pages

        return tuple(
            Picture(number, images_of(image, scale), in_document=number >= FIRST_FIGURE)
            for number, image in render_pages(path, data, pages)
        )
    if format_of(path) in HOLD_PICTURES:
        reader = importlib.import_module(f"pipeline.readers.{format_of(path)}")
        held = {one.number: one for one in reader.find_pictures(path, data)}
        return tuple(_picture_in(path, held, number, scale) for number in pages)
    return (Picture(0, images_of(load_picture(path, data).image, scale)),)


def _picture_in(
    path: str, held: Mapping[int, DocumentPicture], number: int, scale: float
) -> Picture:
    """Return one picture of a document, upright and scaled as one that is a file of its own."""
    one = held.get(number)
    if one is None:
        raise UserError(f"{path}: it holds no picture {number}.", "Compile it again.")
    return Picture(
        number,
        images_of(load_picture(f"{path}/{one.name}", one.data).image, scale),
        in_document=True,
    )
