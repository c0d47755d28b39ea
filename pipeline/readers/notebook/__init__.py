"""Read Jupyter notebooks: their prose as it is, their code and what it printed as code.

`cells` reads formats 3 and 4 as one, and `outputs` writes what the code made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.markup.inert_languages import INERT_LANGUAGES
from pipeline.core.text import counted
from pipeline.readers import markdown
from pipeline.readers.notebook.cells import NotebookCell, find_cells
from pipeline.readers.notebook.outputs import Told, write_output
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.fences import close_fence, write_fenced
from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text, load_json
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading

PICTURE_IN_TEXT = ("picture", "in its text not read")
_PICTURE = re.compile(r"!\[[^\]]{0,300}\]\((?:attachment:|data:)|<img\b", re.IGNORECASE)


def read(path: str, data: bytes) -> Reading:
    """Return the cells in order. The lines of the file are those of JSON: all locators are 1."""
    decoded, notes = decode(path, data)
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
    lines = [line for cell in cells for line in ("", *_write(cell, language, told))]
    text, locators = join_lines((part, 1) for line in lines for part, _ in number_lines(line))
    return Reading(text, locators, "line", _meta(path, meta, text), (*notes, *_notes(told)))


def _write(cell: NotebookCell, language: str, told: Told) -> Iterator[str]:
    if cell.kind == "markdown":
        told[PICTURE_IN_TEXT] += sum(len(_PICTURE.findall(line)) for line in cell.lines)
        yield from close_fence(cell.lines)
    elif cell.kind == "heading":
        yield f"{'#' * cell.level} {' '.join(cell.lines)}"
    elif cell.kind == "raw":
        yield from write_fenced(cell.lines)
    else:
        if any(line.strip() for line in cell.lines):
            yield from write_fenced(cell.lines, language)
        for output in cell.outputs:
            yield from write_output(output, told)


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
