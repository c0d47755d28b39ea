"""Write the sheets of a workbook as sections with Markdown tables.

A sheet is a grid in which people set several tables, titles above them and remarks below. Empty
rows part the blocks of a sheet, empty columns part tables that stand side by side, and a row with
one cell above or below a table is a line of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.core.text import counted
from pipeline.readers.shared.markdown_tables import names_columns, write_cell, write_table

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 100, 2_000, 100
MOST_CELLS = 200_000  # of a workbook
_LONGEST_REPEATED = 100  # characters of a merged cell that is written in all it covers
_MOST_HEADS = 3  # rows that name columns
_LONGEST_NAME_OF_ROW = 20  # characters
_FEWEST_ITEMS = 4  # rows with one cell that are a list

Area = tuple[int, int, int, int]  # first row and column, last row and column, from 0


@dataclass(frozen=True)
class Worksheet:
    """One sheet as its file has it: the shown texts of its cells, and which cells are bold.

    `rows` may be of different lengths. `notes` are what a reader of it has to tell.
    """

    name: str
    rows: Sequence[Sequence[str]]
    bold: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Area, ...] = ()
    heads: int = 0  # rows that the file itself says name the columns
    hidden: bool = False
    notes: tuple[str, ...] = ()
    below: tuple[str, ...] = ()  # lines of what lies over the cells


@dataclass
class SheetText:
    """The lines of all sheets, each with the number of its sheet, and what is to be told."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def write_sheets(sheets: Sequence[Worksheet]) -> SheetText:
    """Return the text of all sheets that are not hidden, each below its name."""
    out = SheetText()
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    empty = []
    cells = 0
    for number, sheet in enumerate(sheets, start=1):
        if sheet.hidden or number > MOST_SHEETS:
            continue
        if cells > MOST_CELLS:
            out.notes.append(f"sheet {sheet.name!r} is not read: the file has too many cells")
            continue
        cells += sum(map(len, sheet.rows))
        lines = list(write_sheet(sheet))
        out.notes += [f"sheet {sheet.name!r}: {note}" for note in sheet.notes]
        if not lines:
            empty.append(sheet.name)
            continue
        out.lines += [(line, number) for line in (f"## {write_cell(sheet.name)}", "", *lines, "")]
    out.notes += _name("hidden", hidden, "left out") if hidden else []
    out.notes += _name("empty", empty, "left out") if empty else []
    if len(sheets) > MOST_SHEETS:
        out.notes.append(f"only the first {MOST_SHEETS} of {len(sheets)} sheets are read")
    return out


def _name(what: str, names: list[str], done: str) -> list[str]:
    shown = ", ".join(repr(name[:60]) for name in names[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return [f"{counted(len(names), f'{what} sheet')} {done}: {shown}{more}"]


def tell_unread(
    formulas: int = 0,
    rows: int = 0,
    columns: int = 0,
    comments: int = 0,
    beyond_rows: bool = False,
    beyond_columns: bool = False,
) -> list[str]:
    """Return what of a sheet is not read: hidden, beyond the bounds, or a formula without value."""
    told = (
        (
            formulas,
            f"{counted(formulas, 'formula')} without a value; a spreadsheet program that saves it"
            " fills them in",
        ),
        (rows, f"{counted(rows, 'hidden row')} left out"),
        (columns, f"{counted(columns, 'hidden column')} left out"),
        (comments, f"{counted(comments, 'comment')} left out"),
        (beyond_rows, f"only the first {MOST_ROWS:,} rows are read"),
        (beyond_columns, f"only the first {MOST_COLUMNS} columns are read"),
    )
    return [words for there, words in told if there]


def bound_sheet(sheet: Worksheet) -> Worksheet:
    """Return a sheet with no more rows and columns than are read, and a note where it had more."""
    rows, widest = sheet.rows, max(map(len, sheet.rows), default=0)
    notes = tell_unread(beyond_rows=len(rows) > MOST_ROWS, beyond_columns=widest > MOST_COLUMNS)
    if not notes:
        return sheet
    kept = [row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    return replace(sheet, rows=kept, notes=(*sheet.notes, *notes))


def write_sheet(sheet: Worksheet) -> Iterator[str]:
    """Yield the lines of one sheet, without its name."""
    width = max(map(len, sheet.rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    _fill_merged(grid, sheet.merged)
    between = False
    for top, bottom in _runs([any(map(str.strip, row)) for row in grid]):
        for left, right in _columns(grid[top:bottom]):
            lines = list(_block(sheet, grid, (top, left, bottom, right)))
            if lines and between:
                yield ""
            between = between or bool(lines)
            yield from lines
    if sheet.below:
        yield from ("", *sheet.below) if between else sheet.below


def _fill_merged(grid: list[list[str]], areas: Sequence[Area]) -> None:
    """Write the text of each merged cell into all that it covers, in a row or a column.

    One that covers rows and columns, or holds a long text, is no name or value of several cells.
    """
    for top, left, bottom, right in areas:
        if (
            (top < bottom and left < right)
            or top >= len(grid)
            or left >= len(grid[top])
            or not grid[top][left]
        ):
            continue
        text = grid[top][left]
        for row in grid[top : bottom + 1] if len(text) <= _LONGEST_REPEATED else ():
            for at in range(left, min(right + 1, len(row))):
                row[at] = text


def _runs(filled: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where filled places begin and end that stand side by side."""
    start = None
    for at, there in enumerate([*filled, False]):
        if there and start is None:
            start = at
        elif not there and start is not None:
            yield start, at
            start = None


def _columns(block: list[list[str]]) -> list[tuple[int, int]]:
    """Return the columns of the tables that stand side by side in a block.

    They are parted only where each is a table; an empty column alone may be mere space.
    """
    filled = [any(row[at].strip() for row in block) for at in range(len(block[0]))]
    runs = list(_runs(filled))
    if len(runs) > 1 and all(right - left > 1 for left, right in runs):
        return runs
    return [(runs[0][0], runs[-1][1])]


def _block(sheet: Worksheet, grid: list[list[str]], area: Area) -> Iterator[str]:
    top, left, bottom, right = area
    columns = [at for at in range(left, right) if any(grid[r][at] for r in range(top, bottom))]
    rows = [[grid[r][at] for at in columns] for r in range(top, bottom)]
    first, last = _table_in(rows)
    yield from _lines_of_text(rows[:first])
    if table := rows[first:last]:
        bold = [[(top + first + r, at) in sheet.bold for at in columns] for r in range(len(table))]
        heads = sheet.heads if sheet.heads and not top and not first else _heads(table, bold)
        yield from ["", *write_table(table, heads)] if first else write_table(table, heads)
    after = [*_lines_of_text(rows[last:])]
    yield from ["", *after] if after and last else after


def _table_in(rows: list[list[str]]) -> tuple[int, int]:
    """Return where the table in a block begins and ends: rows with one cell around it are text."""
    several = [len({cell for cell in row if cell.strip()}) > 1 for row in rows]
    if not any(several):
        return 0, 0
    first = several.index(True)
    last = len(several) - several[::-1].index(True)
    # What stands short in the first column alone, such as "Total", is a row of the table.
    while last < len(rows) and 0 < len(rows[last][0].strip()) <= _LONGEST_NAME_OF_ROW:
        last += 1
    return first, last


def _lines_of_text(rows: list[list[str]]) -> Iterator[str]:
    """Yield rows with one cell as paragraphs, or as a list where there are many."""
    texts = [next((write_cell(cell) for cell in row if cell.strip()), "") for row in rows]
    texts = [text for text in texts if text]
    if len(texts) >= _FEWEST_ITEMS:
        yield from (f"- {text}" for text in texts)
        return
    for at, text in enumerate(texts):
        yield from ["", text] if at else [text]


def _heads(table: list[list[str]], bold: list[list[bool]]) -> int:
    """Return how many rows at the top of a table name its columns.

    Bold rows do, where not everything is bold; else the texts must tell.
    """
    if len(table) < 2:
        return 0
    top = 0
    while top < min(_MOST_HEADS, len(table) - 1) and _all_bold(table[top], bold[top]):
        top += 1
    if top and not all(map(_all_bold, table, bold)):
        return top
    names_rows = all(b[0] for b in bold[1:]) and not bold[0][-1]  # its first column is bold
    return int(not names_rows and names_columns(table))


def _all_bold(row: list[str], bold: list[bool]) -> bool:
    return all(is_bold for cell, is_bold in zip(row, bold, strict=True) if cell.strip())
