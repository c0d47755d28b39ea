"""Read the sheets of an OpenDocument spreadsheet (ODS), with its numbers as it shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.shared.document_properties import read_properties
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.packages import Package, open_package
from pipeline.readers.shared.reading import Reading
from pipeline.readers.shared.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    Worksheet,
    tell_unread,
    write_sheets,
)
from pipeline.readers.shared.xml_parts import (
    attribute,
    local_name,
    parse_part,
    refuse_hostile_parts,
)

_CELLS = ("table-cell", "covered-table-cell")
_BOXES = ("text-box", "custom-shape", "rect", "ellipse")
_HELD = {"object", "image"}
_GROUPS = ("table-row-group", "table-header-rows", "table-rows")
_MACROS = "the file holds macros, which are neither read nor run"


def read(path: str, data: bytes) -> Reading:
    """Return the sheets that are not hidden, each below its name.

    Raises `UserError` where the file is no spreadsheet, is locked or broken, or holds no cell.
    """
    package = open_package(path, data, "an OpenDocument file", lambda it: "content.xml" in it)
    refuse_hostile_parts(package)
    _refuse_locked(package)
    root = parse_part(package, "content.xml")
    if not any(local_name(x) == "spreadsheet" for x in root.iter()):
        raise UserError(
            f"{path}: this is no spreadsheet, as its name says, but another OpenDocument file.",
            "Save it as what its name says, or give it the suffix of what it is.",
        )
    hidden = _hidden_styles(root)
    tables = [x for x in root.iter() if local_name(x) == "table" and _is_sheet(x)]
    text = write_sheets(
        [_OdsCells().sheet(x, attribute(x, "style-name") in hidden) for x in tables]
    )
    if not text.lines:
        raise UserError(
            f"{path}: no sheet of this file shows a filled cell.", "Fill or unhide a sheet."
        )
    whole, numbers = join_lines(text.lines)
    notes = (*text.notes, *([_MACROS] if package.holds_macros else []))
    return Reading(whole, numbers, "sheet", read_properties(package, "meta.xml"), notes)


def _refuse_locked(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise UserError(
            f"{package.path}: this file is protected by a password.",
            "Save a copy without a password, and commit that.",
        )


def _is_sheet(table: Any) -> bool:
    above = table.getparent()
    return above is not None and local_name(above) == "spreadsheet"


def _hidden_styles(root: Any) -> set[str]:
    return {
        attribute(style, "name")
        for style in root.iter()
        if local_name(style) == "style"
        and any(attribute(part, "display") == "false" for part in style)
    }


class _OdsCells:
    """What is gathered of one sheet."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.areas: list[Area] = []
        self.hidden = self.comments = self.unknown = 0
        self.beyond_rows = self.beyond_columns = False

    def sheet(self, table: Any, hidden: bool) -> Worksheet:
        """Return a sheet with its notes."""
        name = attribute(table, "name")
        if hidden:
            return Worksheet(name, (), hidden=True)
        for row in _rows(table):
            self._add(row)
        while self.rows and not any(self.rows[-1]):
            self.rows.pop()
        notes = (*self._notes(), *_tell_objects(table))
        below = tuple(_boxes(table))
        return Worksheet(name, self.rows, merged=tuple(self.areas), notes=notes, below=below)

    def _add(self, row: Any) -> None:
        cells: list[str] = []
        areas: list[tuple[int, int, int]] = []
        for cell in (x for x in row if local_name(x) in _CELLS):
            text = self._text(cell)
            down, right = (
                _count(cell, "number-rows-spanned"),
                _count(cell, "number-columns-spanned"),
            )
            if text and max(down, right) > 1:
                areas.append((len(cells), down, right))
            more = _count(cell, "number-columns-repeated")
            self.beyond_columns = self.beyond_columns or (
                bool(text) and len(cells) + more > MOST_COLUMNS
            )
            cells += [text] * min(more, MOST_COLUMNS - len(cells))
        if attribute(row, "visibility") in ("collapse", "filter"):
            self.hidden += any(cells)
            return
        while cells and not cells[-1]:
            cells.pop()
        more = _count(row, "number-rows-repeated")
        self.beyond_rows = self.beyond_rows or (bool(cells) and len(self.rows) + more > MOST_ROWS)
        top = len(self.rows)
        if top < MOST_ROWS:
            self.areas += [(top, at, top + down - 1, at + right - 1) for at, down, right in areas]
            self.rows += [list(cells) for _ in range(min(more, MOST_ROWS - top))]

    def _text(self, cell: Any) -> str:
        self.comments += sum(local_name(part) == "annotation" for part in cell)
        kind = attribute(cell, "value-type")
        if kind == "date":
            return attribute(cell, "date-value").removesuffix("T00:00:00").replace("T", " ")
        shown = [_text_of(part) for part in cell if local_name(part) == "p"]
        text = " ".join(" ".join(filter(None, shown)).split())
        if not text and local_name(cell) == "table-cell":
            self.unknown += bool(attribute(cell, "formula")) and not kind
            text = attribute(cell, "value")
        return text

    def _notes(self) -> list[str]:
        return tell_unread(
            formulas=self.unknown,
            rows=self.hidden,
            comments=self.comments,
            beyond_rows=self.beyond_rows,
            beyond_columns=self.beyond_columns,
        )


def _boxes(table: Any) -> Iterator[str]:
    """Yield the text of what lies over the cells of a sheet, paragraph by paragraph."""
    for shape in table.iter():
        if local_name(shape) in _BOXES:
            for part in shape.iter():
                if local_name(part) == "p" and (text := " ".join(_text_of(part).split())):
                    yield from (text, "")


def _tell_objects(table: Any) -> list[str]:
    """Return what is to be told of charts and other things that are files of their own."""
    frames = [x for x in table.iter() if local_name(x) == "frame"]
    parts = [{local_name(part) for part in frame} for frame in frames]
    # the picture of an object stands beside it, for programs that cannot draw it
    kinds = Counter("object" if "object" in held else "image" for held in parts if held & _HELD)
    told = (("object", "chart or other object"), ("image", "picture"))
    return [f"{counted(kinds[kind], what)} not read" for kind, what in told if kinds[kind]]


def _rows(table: Any) -> Iterator[Any]:
    for part in table:
        if local_name(part) == "table-row":
            yield part
        elif local_name(part) in _GROUPS:
            yield from _rows(part)


def _text_of(paragraph: Any) -> str:
    """Return the text of a paragraph, in which blanks may be elements."""
    out = [paragraph.text or ""]
    for part in paragraph:
        name = local_name(part)
        if name in ("s", "tab", "line-break"):
            out.append(" ")
        elif name not in ("annotation", "note"):
            out.append(_text_of(part))
        out.append(part.tail or "")
    return "".join(out)


def _count(element: Any, name: str) -> int:
    said = attribute(element, name)
    return max(1, int(said)) if said.isdecimal() and len(said) < 9 else 1
