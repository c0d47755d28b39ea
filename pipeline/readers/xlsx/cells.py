"""Read the cells of one sheet of an Excel workbook as texts, as far as they are shown."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from dataclasses import replace
from typing import Any

from lxml import etree

from pipeline.readers.shared.number_formats import show_number
from pipeline.readers.shared.packages import Package, broken_file
from pipeline.readers.shared.sheets import MOST_COLUMNS, MOST_ROWS, Area, Worksheet, tell_unread
from pipeline.readers.shared.xml_parts import local_name
from pipeline.readers.xlsx.drawings import SheetDrawings
from pipeline.readers.xlsx.workbook import CellFormat, SheetPlace, Workbook, text_of_string

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_AREA = re.compile(r"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})")
_PLAIN = CellFormat("", False)
_MOST_AREAS = 10_000


class _XlsxCells:
    """What is gathered of one sheet, part by part."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.texts: dict[tuple[int, int], str] = {}
        self.bold: set[tuple[int, int]] = set()
        self.areas: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unknown = 0  # formulas without a value
        self.beyond_rows = self.beyond_columns = False

    def add_row(self, row: Any, number: int) -> int:
        """Read a row, and return its number, counted from 0."""
        said = row.get("r", "")
        number = int(said) - 1 if said.isdecimal() and 0 < int(said) < 10**7 else number
        cells = [cell for cell in row if local_name(cell) == "c"]
        if row.get("hidden") in ("1", "true"):
            if any(len(cell) for cell in cells):
                self.hidden_rows.add(number)
            return number
        column = -1
        for cell in cells:
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            self._add_cell(cell, number, column)
        return number

    def _add_cell(self, cell: Any, row: int, column: int) -> None:
        style = cell.get("s", "")
        known = style.isdecimal() and int(style) < len(self.workbook.formats)
        form = self.workbook.formats[int(style)] if known else _PLAIN
        text = self._text(cell, form)
        if not text:
            return
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            self.beyond_rows = self.beyond_rows or row >= MOST_ROWS
            self.beyond_columns = self.beyond_columns or column >= MOST_COLUMNS
            return
        self.texts[row, column] = text
        if form.bold:
            self.bold.add((row, column))

    def _text(self, cell: Any, form: CellFormat) -> str:
        kind = cell.get("t", "n")
        parts = {local_name(part): part for part in cell}
        if kind == "inlineStr":
            return text_of_string(parts["is"]) if "is" in parts else ""
        value = (parts["v"].text or "") if "v" in parts else ""
        if not value:
            self.unknown += "f" in parts and kind != "str"
            return ""
        if kind == "s":
            at = int(value) if value.isdecimal() else -1
            return self.workbook.texts[at] if 0 <= at < len(self.workbook.texts) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        if kind != "n":
            return value
        try:
            return show_number(float(value), form.code, self.workbook.from_1904)
        except (ValueError, ArithmeticError):
            return value

    def add_columns(self, element: Any) -> None:
        """Note which columns are hidden."""
        if element.get("hidden") not in ("1", "true"):
            return
        first, last = element.get("min", ""), element.get("max", "")
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(int(first) - 1, min(int(last), MOST_COLUMNS)))

    def add_area(self, said: str) -> None:
        """Note the cells that are merged into one."""
        found = _AREA.fullmatch(said)
        if not found or len(self.areas) >= _MOST_AREAS:
            return
        (left, top), (right, bottom) = (_place(found[1]), _place(found[2]))
        self.areas.append((top, left, min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)))


def read_sheet(package: Package, workbook: Workbook, place: SheetPlace) -> Worksheet:
    """Return one sheet with the texts of its cells, without hidden rows and columns."""
    if place.hidden:
        return Worksheet(place.name, (), hidden=True)
    shown = [each.name for each in workbook.sheets if each.holds_cells and not each.hidden]
    drawings = SheetDrawings(package, place.part, shown)
    if not place.holds_cells:
        return Worksheet(place.name, (), notes=drawings.notes, below=tuple(drawings.lines))
    cells = _XlsxCells(workbook)
    number = -1
    try:
        events = etree.iterparse(
            io.BytesIO(package.read(place.part)),
            events=("end",),
            tag=("{*}row", "{*}col", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            name = local_name(element)
            if name == "row":
                number = cells.add_row(element, number + 1)
                element.clear()
            elif name == "col":
                cells.add_columns(element)
            else:
                cells.add_area(element.get("ref", ""))
    except etree.XMLSyntaxError as error:
        raise broken_file(package.path, f"the sheet {place.name!r} is no XML") from error
    sheet = _sheet(place.name, cells)
    return replace(sheet, notes=(*sheet.notes, *drawings.notes), below=tuple(drawings.lines))


def _sheet(name: str, cells: _XlsxCells) -> Worksheet:
    hidden = {at for _, at in cells.texts if at in cells.hidden_columns}
    kept = [at for at in cells.texts if at[1] not in hidden]
    height = max((row for row, _ in kept), default=-1) + 1
    width = max((column for _, column in kept), default=-1) + 1
    down = [row for row in range(height) if row not in cells.hidden_rows]
    across = [column for column in range(width) if column not in cells.hidden_columns]
    return Worksheet(
        name,
        [[cells.texts.get((row, column), "") for column in across] for row in down],
        frozenset((bisect_left(down, row), bisect_left(across, at)) for row, at in cells.bold),
        tuple(_moved(area, down, across) for area in cells.areas),
        notes=tuple(_notes(cells, len(hidden))),
    )


def _moved(area: Area, down: list[int], across: list[int]) -> Area:
    """Return where merged cells are when hidden rows and columns are gone."""
    top, left, bottom, right = area
    return (
        bisect_left(down, top),
        bisect_left(across, left),
        bisect_left(down, bottom + 1) - 1,
        bisect_left(across, right + 1) - 1,
    )


def _notes(cells: _XlsxCells, hidden_columns: int) -> list[str]:
    return tell_unread(
        formulas=cells.unknown,
        rows=len(cells.hidden_rows),
        columns=hidden_columns,
        beyond_rows=cells.beyond_rows,
        beyond_columns=cells.beyond_columns,
    )


def _place(said: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(said)
    return (_column(found[1]), int(found[2]) - 1) if found else (0, 0)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
