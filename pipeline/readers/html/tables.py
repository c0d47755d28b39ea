"""Write a table of data as a Markdown table whose merged cells are filled in.

A table that only lays out a page is none of these: its cells are read as parts of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.html.inline import Line, Writer
from pipeline.readers.html.tree import HEADINGS, Node, Text

Grid = list[list[str]]

_PARTS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_LONG_CELL = 600  # letters of prose, with paragraphs
_LONGEST_REPEATED = 300  # characters of a cell that is written more than once
_WIDEST = 200  # columns of a table whose merged cells are filled
_MOST_FILLED = 20_000  # cells of one table that are written though the file has them not
_HEADER_ROWS = 3
_FEWEST_FIGURES = 4
_FIGURE = re.compile(r"[-−+<>≈~]?\s?(?:\d{3,}|\d+(?:[.,'’\s\u202f]\d+)+)\s?(?:%|\w{1,3})?")
_LINE_NUMBERS = re.compile(r"\b(?:line-?no\w*|line-?numbers?|gutter|blob-num|linenodiv)\b", re.I)


@dataclass(frozen=True)
class _Cell:
    text: str
    columns: int
    rows: int
    heads: bool
    bold: bool


def rows_of(table: Node) -> Iterator[Node]:
    """Yield the rows of a table, not those of tables inside it."""
    for part in table.elements():
        if part.tag == "tr":
            yield part
        elif part.tag in _PARTS:
            yield from (row for row in part.elements() if row.tag == "tr")


def cells_of(row: Node) -> list[Node]:
    """Return the cells of a row."""
    return [cell for cell in row.elements() if cell.tag in _CELLS]


def is_layout(table: Node) -> bool:
    """Tell whether a table only lays out a page, or code beside its line numbers."""
    if table.says("role", "presentation", "none"):
        return True
    rows = [cells_of(row) for row in rows_of(table)]
    if all(sum(bool(cell.letters) for cell in cells) <= 1 for cells in rows):
        return True
    heads = any(cell.tag == "th" for cells in rows for cell in cells)
    return any(_lays_out(cell, heads) for cells in rows for cell in cells)


def _lays_out(cell: Node, heads: bool) -> bool:
    paragraphs = 0
    for node in cell.descendants():
        if node.tag == "table" or (node.tag in HEADINGS and node.letters):
            return True
        if node.tag == "pre" and "\n" in "".join(x.value for x in node.texts()).strip():
            return True
        paragraphs += node.tag in ("p", "ul", "ol", "dl", "blockquote") and bool(node.letters)
    return not heads and paragraphs > 1 and cell.prose > _LONG_CELL


def holds_figures(table: Node) -> bool:
    """Tell whether a table names its columns, and has cells that hold nothing but a number."""
    rows = [cells_of(row) for row in rows_of(table)]
    names = any(sum(cell.tag == "th" and cell.letters > 0 for cell in row) > 1 for row in rows)
    numbers = sum(bool(_FIGURE.fullmatch(cell.text())) for row in rows for cell in row)
    return names and numbers >= _FEWEST_FIGURES


def leave_out_line_numbers(cell: Node) -> bool:
    """Leave out a cell or element that holds nothing but the numbers of lines of code."""
    named = _LINE_NUMBERS.search(f"{cell.attrs.get('class', '')} {cell.attrs.get('id', '')}")
    if not named or not re.fullmatch(r"[\d\s.:|]*", cell.text()):
        return False
    cell.leave_out("line numbers")
    return True


def write_table(table: Node, writer: Writer) -> list[Line]:
    """Return the lines of a table of data; the first is its header, which may be empty."""
    numbered: list[tuple[list[_Cell], int]] = []
    for row in rows_of(table):
        cells = [_read(cell, writer) for cell in cells_of(row)]
        if cells:
            numbered.append((cells, _line_of(row)))
    if not numbered:
        return []
    rows = [cells for cells, _ in numbered]
    grid, lines = _fill(rows), [line for _, line in numbered]
    heads = _count_header_rows(table, rows)
    width = max(map(len, grid))
    header = [_join_names([row[i] for row in grid[:heads] if i < len(row)]) for i in range(width)]
    first = lines[heads - 1] if heads else lines[0]
    body = zip(grid[heads:], lines[heads:], strict=True)
    return [
        (_row(header, width), first),
        ("|" + " --- |" * width, first),
        *((_row(cells, width), line) for cells, line in body if any(cells)),
    ]


def _read(cell: Node, writer: Writer) -> _Cell:
    heads = cell.tag == "th"
    bold = heads or _is_bold(cell)
    text = writer.line([cell], plain=bold).replace("|", "\\|")
    return _Cell(text, _span(cell, "colspan", 1_000), _span(cell, "rowspan", 65_534), heads, bold)


def _is_bold(cell: Node) -> bool:
    inner = [x for x in cell.descendants() if x.tag in ("b", "strong")]
    return bool(cell.letters) and any(x.letters == cell.letters for x in inner)


def _span(cell: Node, name: str, most: int) -> int:
    """Return how many columns or rows a cell covers; 0 is a row of cells that go on to the end."""
    said = cell.attrs.get(name, "1").strip()
    count = int(said) if re.fullmatch(r"\d{1,5}", said) else 1
    return min(most, count) or (most if name == "rowspan" else 1)


def _line_of(row: Node) -> int:
    """Return the line of the first text of a row."""
    return next((x.line + _blank_lines(x) for x in row.texts() if x.value.strip()), row.line)


def _blank_lines(text: Text) -> int:
    return text.value[: len(text.value) - len(text.value.lstrip())].count("\n")


def _fill(rows: list[list[_Cell]]) -> Grid:
    """Return the texts of all cells by row and column, those that are merged in each they cover."""
    widest = max(sum(min(cell.columns, _WIDEST) for cell in row) for row in rows)
    widest = min(widest, max(_WIDEST, *map(len, rows)))
    budget = _MOST_FILLED
    below: dict[int, tuple[str, int]] = {}  # by column: a cell from above, and its rows to come
    grid: Grid = []
    for at, row in enumerate(rows):
        out: list[str] = []
        for cell in row:
            _take_from_above(out, below)
            columns = max(1, min(cell.columns, widest - len(out), budget))
            down = min(cell.rows, len(rows) - at) - 1
            budget -= columns - 1 + (down if down < budget else 0)
            again = cell.text if len(cell.text) <= _LONGEST_REPEATED else ""
            for more in range(columns):
                if 0 < down <= budget:
                    below[len(out)] = (again, down)
                out.append(again if more else cell.text)
        _take_from_above(out, below)
        grid.append(out)
    return grid


def _take_from_above(out: list[str], below: dict[int, tuple[str, int]]) -> None:
    while len(out) in below:
        text, more = below.pop(len(out))
        if more > 1:
            below[len(out)] = (text, more - 1)
        out.append(text)


def _count_header_rows(table: Node, rows: list[list[_Cell]]) -> int:
    """Return how many rows at the top name the columns."""
    top = 0
    while top < min(len(rows), _HEADER_ROWS) and _names_columns(rows[top]):
        top += 1
    if top == len(rows) and top > 1:
        top = 1
    if not top and any(part.tag == "thead" and part.letters for part in table.elements()):
        return 1
    return top or int(len(rows) > 1 and all(cell.bold for cell in rows[0] if cell.text))


def _names_columns(row: list[_Cell]) -> bool:
    return any(cell.heads for cell in row) and all(cell.heads or not cell.text for cell in row)


def _join_names(names: list[str]) -> str:
    return " ".join(dict.fromkeys(name for name in names if name))


def _row(cells: list[str], width: int) -> str:
    filled = [*cells, *[""] * (width - len(cells))]
    return f"| {' | '.join(filled)} |"
