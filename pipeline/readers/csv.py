"""Read tables with a sign between the cells (CSV, TSV) as one Markdown table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipeline.core.errors import UserError
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.reading import Meta, Reading
from pipeline.readers.shared.sheets import MOST_ROWS, Worksheet, bound_sheet, write_sheet

_SAMPLE_LINES = 200  # by which the sign between the cells is found
_SIGNS = (",", ";", "\t", "|")
_LONGEST_CELL = 20_000


def read(path: str, data: bytes) -> Reading:
    """Return the file as a table; raises `UserError` where it is no text, or has endless cells."""
    text, notes = decode(path, data)
    sign = "\t" if path.lower().endswith(".tsv") else _find_sign(text)
    try:
        rows = [*_rows(text, sign)]
    except csv.Error as error:
        raise UserError(
            f"{path}: this is no table ({error}).",
            "Save it anew as CSV in UTF-8, with quotes around cells that hold line ends.",
        ) from error
    sheet = bound_sheet(Worksheet("", rows[: MOST_ROWS + 1]))
    lines, locators = join_lines((line, 1) for line in write_sheet(sheet))
    last = text.count("\n") + 1  # citations lead to the kept text, so this need not be exact
    places = tuple(min(at, last) for at in range(1, len(locators) + 1))
    more = [f"only the first {MOST_ROWS:,} of {len(rows):,} rows are read"]
    said = [note for note in sheet.notes if "rows" not in note]
    told = (*notes, *(more if len(rows) > MOST_ROWS else []), *said)
    return Reading(lines, places, "line", Meta(missing_title.title_from_path(path)), told)


def _find_sign(text: str) -> str:
    """Return the sign that parts the first lines into most cells, as many on nearly every line."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    try:
        return max(_SIGNS, key=evenness)
    except csv.Error:
        return ","


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    # `newline=""` keeps line ends inside of quotes, as the module asks for.
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
        if any(len(cell) > _LONGEST_CELL for cell in row):
            raise csv.Error(f"a cell has more than {_LONGEST_CELL:,} characters")
        yield [cell.strip() for cell in row]
