r"""Read LaTeX as Markdown: its text, tables and lists; formulas as they are written, between $.

`tokens` cuts the file, `writer` says what they mean, `pen` writes it, and `commands` lists what is
known of LaTeX. Nothing is run, and no other file is read: what \input names is told.
"""

from __future__ import annotations

from pipeline.core.errors import UserError
from pipeline.core.sources.picture_markup import find_graphics_folders, latex_files
from pipeline.readers.latex.pen import Document
from pipeline.readers.latex.tokens import cut_tokens
from pipeline.readers.latex.writer import write_document
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.align import align_lines, build_stream
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import (
    DocumentPicture,
    PictureShelf,
    leave_out_false_signs,
)
from pipeline.readers.shared.found_pictures import put_named
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

_MOST_NAMED = 8


def read(path: str, data: bytes) -> Reading:
    """Return the document; each line has the line of the file that it begins on, nearly."""
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a file names, by their paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data)
    raw = number_lines(leave_out_false_signs(decoded))
    whole = "\n".join(line for line, _ in raw)
    shelf, folders = PictureShelf(), find_graphics_folders(whole)

    def sign_of(name: str) -> str:
        return put_named(name, latex_files(name, folders), shelf)

    document = write_document(cut_tokens(whole), sign_of)
    placed = shelf.place(document.lines)
    if not any(line.strip() for line in placed.lines) and not placed.pictures:
        raise UserError(
            f"{path}: there is no text in this LaTeX file, only commands.",
            "Commit the file that holds the text, or delete this one.",
        )
    places = align_lines(placed.lines, build_stream(raw))
    text, locators = join_lines(zip(placed.lines, places, strict=True))
    first = missing_title.title_from_first_line(text.split("\n"))
    title = missing_title.first_title(
        document.title, document.heading, first, missing_title.title_from_path(path)
    )
    meta = Meta(title, author=document.author, published=document.date)
    told = (*notes, *_notes(document), *placed.notes)
    pictures = (placed.numbers, placed.anchors, placed.files)
    return Reading(text, locators, "line", meta, told, *pictures), placed.pictures


def _notes(document: Document) -> list[str]:
    return [
        f"{what}: {', '.join(list(names)[:_MOST_NAMED])}"
        + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else "")
        for what, names in document.told.items()
        if names
    ]
