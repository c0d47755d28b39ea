"""Read a Word document (DOCX) as it would be printed: changes accepted, comments left out.

`cleaning` prepares the file's XML and counts what is left out, mammoth makes HTML of it, and the
converter of web pages writes that as Markdown.
"""

from __future__ import annotations

import io

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for
from pipeline.core.text import counted
from pipeline.readers.docx.cleaning import clean_document
from pipeline.readers.docx.tree import settle_tree
from pipeline.readers.html.whole import write_whole
from pipeline.readers.shared import missing_title
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
    package = open_package(path, data, "a Word document", _is_document)
    refuse_hostile_parts(package)
    cleaned, notes = clean_document(package)
    page = write_whole(_to_html(path, cleaned), settle_tree)
    whole, _ = join_lines((line, 1) for line in page.lines)
    if not whole.strip():
        raise UserError(
            f"{path}: no text was found in this document.",
            "It may be made of pictures: run text recognition over it, and commit the result.",
        )
    if page.bare_pictures:
        notes.append(f"{counted(page.bare_pictures, 'picture')} without a description left out")
    places = tuple(range(1, whole.count("\n") + 2))
    meta = read_properties(package, "docProps/core.xml", _first_heading(page.lines))
    return Reading(whole, places, "line", meta, tuple(notes))


def _is_document(package: Package) -> bool:
    return any(name.startswith("word/document") and name.endswith(".xml") for name in package.names)


def _to_html(path: str, cleaned: bytes) -> str:
    with imported_for("Word files are read with mammoth", "office"):
        import mammoth
    try:
        # Of pictures only their descriptions are wanted, so that none is opened.
        made = mammoth.convert_to_html(
            io.BytesIO(cleaned),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
            external_file_access=False,
            include_embedded_style_map=False,
        )
    except Exception as error:  # whatever a broken file makes of the library
        raise broken_file(path, f"{type(error).__name__} while it was read") from error
    return str(made.value)


def _first_heading(lines: list[str]) -> str:
    heading = next((line for line in lines if line.startswith("# ")), "")
    name = missing_title.strip_markup(heading)
    return name if heading and not missing_title.names_part(name) else ""
