"""Read a Word document (DOCX) as it would be printed: changes accepted, comments left out.

`cleaning` prepares the file's XML and counts what is left out, mammoth makes HTML of it, and the
converter of web pages writes that as Markdown.
"""

from __future__ import annotations

import io
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for
from pipeline.core.text import counted
from pipeline.readers.docx.cleaning import clean_document
from pipeline.readers.docx.tree import settle_tree
from pipeline.readers.html.whole import write_whole
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.document_pictures import (
    DocumentPicture,
    PictureShelf,
    is_sign,
)
from pipeline.readers.shared.document_properties import read_properties
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.packages import Package, broken_file, open_package
from pipeline.readers.shared.reading import Reading
from pipeline.readers.shared.xml_parts import refuse_hostile_parts

_STYLES = "\n".join((
    "p[style-name='Title'] => h1:fresh",
    "p[style-name='Subtitle'] => p:fresh",
    "p[style-name='Quote'] => blockquote > p:fresh",
    "p[style-name='Intense Quote'] => blockquote > p:fresh",
))  # fmt: skip


def read(path: str, data: bytes) -> Reading:
    """Return the text of a document.

    Raises `UserError` where the file is no document, is locked or broken, or holds no text, and
    where the extra that reads it is not installed.
    """
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a document names, with their bytes."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    package = open_package(path, data, "a Word document", _is_document)
    refuse_hostile_parts(package)
    cleaned, notes = clean_document(package)
    shelf = PictureShelf()
    made = _to_html(path, cleaned, shelf)
    page = write_whole(made, settle_tree, lambda src: src if len(src) == 1 and is_sign(src) else "")
    placed = shelf.place(page.lines)
    whole, _ = join_lines((line, 1) for line in placed.lines)
    if not whole.strip() and not placed.pictures:
        why = f" ({'; '.join(notes)})" if notes else ""
        raise UserError(
            f"{path}: no text was found in this document{why}.",
            "It may be made of pictures: run text recognition over it, and commit the result.",
        )
    if page.bare_pictures:
        notes.append(f"{counted(page.bare_pictures, 'picture')} without a description left out")
    notes += placed.notes
    places = tuple(range(1, whole.count("\n") + 2))
    meta = read_properties(package, "docProps/core.xml", _first_heading(placed.lines))
    reading = Reading(whole, places, "line", meta, tuple(notes), placed.numbers, placed.anchors)
    return reading, placed.pictures


def _is_document(package: Package) -> bool:
    return any(name.startswith("word/document") and name.endswith(".xml") for name in package.names)


def _to_html(path: str, cleaned: bytes, shelf: PictureShelf) -> str:
    with imported_for("Word files are read with mammoth", "office"):
        import mammoth
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(cleaned),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(
                lambda image: {"src": shelf.put(lambda: _bytes_of(image))}
            ),
            external_file_access=False,
            include_embedded_style_map=False,
        )
    except Exception as error:  # whatever a broken file makes of the library
        raise broken_file(path, f"{type(error).__name__} while it was read") from error
    return str(made.value)


def _bytes_of(image: Any) -> bytes:
    with image.open() as opened:
        found: bytes = opened.read()
    return found


def _first_heading(lines: list[str]) -> str:
    heading = next((line for line in lines if line.startswith("# ")), "")
    name = missing_title.strip_markup(heading)
    return name if heading and not missing_title.names_part(name) else ""
