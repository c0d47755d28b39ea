"""Read Jupyter notebooks: their prose as it is, their code and what it printed as code.

`cells` reads formats 3 and 4 as one, and `outputs` writes what the code made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pipeline.core.errors import UserError
from pipeline.core.markup.inert_languages import INERT_LANGUAGES
from pipeline.core.text import counted
from pipeline.readers import markdown
from pipeline.readers.notebook.cells import NotebookCell, find_cells
from pipeline.readers.notebook.outputs import Told, write_output
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import (
    DocumentPicture,
    PictureShelf,
    leave_out_false_signs,
)
from pipeline.readers.shared.fences import close_fence, write_fenced
from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text, load_json
from pipeline.readers.shared.found_pictures import (
    decode_base64,
    find_pictures_in_markdown,
    rows_of,
    tell_remote,
)
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading


def read(path: str, data: bytes) -> Reading:
    """Return the cells in order. The lines of the file are those of JSON: all locators are 1."""
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a notebook names, with their bytes or paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data)
    decoded = leave_out_false_signs(decoded)
    book = a_dict(load_json(path, decoded))
    cells = find_cells(book)
    if cells is None:
        raise UserError(
            f"{path}: this is no Jupyter notebook: it holds no cells.",
            "Give it the suffix of what it is, such as .json, or delete it.",
        )
    meta = a_dict(book.get("metadata"))
    language = _language(meta)
    told: Told = Counter()
    pictures = _Pictures()
    lines = [line for cell in cells for line in ("", *_write(cell, language, told, pictures))]
    placed = pictures.shelf.place([part for line in lines for part, _ in number_lines(line)])
    text, locators = join_lines((line, 1) for line in placed.lines)
    more = (*tell_remote(pictures.remote), *placed.notes, *pictures.shelf.tell_unknown())
    notes = (*notes, *_notes(told), *more)
    numbers = (placed.numbers, placed.anchors, placed.files)
    return Reading(
        text, locators, "line", _meta(path, meta, text), notes, *numbers
    ), placed.pictures


@dataclass
class _Pictures:
    """The pictures that were met in a notebook, and how many of them are on the web."""

    shelf: PictureShelf = field(default_factory=PictureShelf)
    remote: int = 0


def _write(cell: NotebookCell, language: str, told: Told, pictures: _Pictures) -> Iterator[str]:
    if cell.kind == "markdown":
        yield from close_fence(_with_signs(cell, pictures))
    elif cell.kind == "heading":
        yield f"{'#' * cell.level} {' '.join(cell.lines)}"
    elif cell.kind == "raw":
        yield from write_fenced(cell.lines)
    else:
        if any(line.strip() for line in cell.lines):
            yield from write_fenced(cell.lines, language)
        for output in cell.outputs:
            yield from write_output(output, told, pictures.shelf)


def _with_signs(cell: NotebookCell, pictures: _Pictures) -> list[str]:
    """Return the lines of a text with the signs of the pictures that it shows behind them."""

    def attached(address: str) -> bytes | None:
        if not address.startswith("attachment:"):
            return None
        forms = a_dict(cell.attachments.get(unquote(address.removeprefix("attachment:"))))
        written = next((x for x in map(a_text, forms.values()) if x), "")
        return decode_base64(written)

    found = find_pictures_in_markdown("\n".join(cell.lines), pictures.shelf, attached)
    pictures.remote += found.remote
    lines = found.text.split("\n")
    for row, sign in rows_of(found.places).items():
        lines[row] += sign
    return lines


def _notes(told: Told) -> list[str]:
    return [f"{counted(count, noun)} {rest}" for (noun, rest), count in told.items() if count]


def _language(meta: dict[str, Any]) -> str:
    said = a_text(a_dict(meta.get("language_info")).get("name")) or a_text(
        a_dict(meta.get("kernelspec")).get("language")
    )
    return said.lower() if said.lower() in INERT_LANGUAGES else ""


def _meta(path: str, meta: dict[str, Any], text: str) -> Meta:
    authors = (
        a_text(each) or a_text(a_dict(each).get("name")) for each in a_list(meta.get("authors"))
    )
    return Meta(
        title=missing_title.first_title(
            a_text(meta.get("title")),
            markdown.title_heading(text.split("\n")),
            missing_title.title_from_path(path),
        ),
        author=", ".join(name for name in authors if name)[:500],
        published=a_text(meta.get("date")),
    )
