"""Find the tables of a column of a PDF page, and write them as Markdown.

Lines that have cells side by side are a table where the same strips between the cells run through
them. Where ruled lines are drawn between its rows, these divide them. Else a line begins a row if
it stands farther from the line above than others do, or has text in its first column and in others
that does not go on with what stands above.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf.hyphens import join_texts
from pipeline.readers.pdf.rows import PdfRow
from pipeline.readers.pdf.ruling import Ruling

_MOST_ROWS = 1_000  # of a column that is looked at
_MOST_COLUMNS = 20
_FEWEST_LINES = 2  # with several cells
_FARTHEST = 4.0  # sizes of type between two lines of a table
_CLOSE = 1.5  # sizes of type between two lines of one cell at most
_STRIP = 0.4  # sizes of type between two columns
_APART = 1.25  # times the least distance of two lines of a table: a new row
_LONGEST_NAME = 80  # letters in the name of a column
_LABEL = re.compile(r"[-–—*•]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]?")


@dataclass(frozen=True)
class PdfTable:
    """A table: the texts of its cells, row by row, each row with as many as there are columns."""

    cells: tuple[tuple[str, ...], ...]

    def markdown(self) -> list[str]:
        """Return the table as lines of Markdown."""
        rows = (
            [*self.cells] if _is_head(self.cells[0]) else [("",) * len(self.cells[0]), *self.cells]
        )
        escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
        lines = [f"| {' | '.join(row)} |" for row in escaped]
        return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def _is_head(cells: Sequence[str]) -> bool:
    """Tell whether the first row of a table may name its columns: it holds no sentence.

    What goes on from the page before has no head, and its first row must not become one.
    """
    return all(len(cell) <= _LONGEST_NAME and not cell.endswith((".", "!", "?")) for cell in cells)


_Line = list[PdfRow]
_Span = tuple[float, float]


def find_tables(
    rows: Sequence[PdfRow], ruling: Ruling, words: Counter[str]
) -> list[PdfRow | PdfTable]:
    """Return the rows of a column with the tables in place of theirs."""
    if len(rows) > _MOST_ROWS:
        return [*rows]
    lines = _lines(rows)
    tables: dict[int, PdfTable] = {}
    taken: set[int] = set()
    at = 0
    while at < len(lines):
        block = _block(lines, at, ruling)
        table = _table(block, ruling, words) if block else None
        if table is not None:
            members = {id(row) for line in block for row in line}
            tables[next(id(row) for row in rows if id(row) in members)] = table
            taken |= members
        at += len(block) if table is not None else 1
    return [tables.get(id(row), row) for row in rows if id(row) in tables or id(row) not in taken]


def _lines(rows: Sequence[PdfRow]) -> list[_Line]:
    """Return the rows from top to bottom, those on one baseline together, from left to right."""
    lines: list[_Line] = []
    for row in sorted(rows, key=lambda row: -row.y):
        if lines and abs(lines[-1][0].y - row.y) < 0.35 * row.size:
            lines[-1].append(row)
        else:
            lines.append([row])
    return [sorted(line, key=lambda row: row.x) for line in lines]


def _block(lines: Sequence[_Line], start: int, ruling: Ruling) -> list[_Line]:
    """Return the lines from `start` that may be one table, or none."""
    first = lines[start]
    if not 2 <= len(first) <= _MOST_COLUMNS:
        return []
    columns = [(row.x, row.end) for row in first]
    end = start + 1
    while end < len(lines) and _is_near(lines[end - 1], lines[end]):
        more = _columns([*columns, *((row.x, row.end) for row in lines[end])], lines[end][0].size)
        if len(more) < max(2, min(len(columns), 1 + len(lines[end]))) and len(more) < len(columns):
            break
        if len(more) < 2:
            break
        columns = more
        end += 1
    block = [*lines[start:end]]
    while block and len(block[-1]) == 1 and not _belongs_below(block, columns, ruling):
        block.pop()
    return block if sum(len(line) > 1 for line in block) >= _FEWEST_LINES else []


def _is_near(above: _Line, line: _Line) -> bool:
    size = max(above[0].size, line[0].size)
    return above[0].y - line[0].y <= _FARTHEST * size and len(line) <= _MOST_COLUMNS


def _belongs_below(block: Sequence[_Line], columns: Sequence[_Span], ruling: Ruling) -> bool:
    """Tell whether the last line of a block, which has one cell, goes on with a cell of the table.

    It does where it stands within ruled lines, or where it stands as close to the line above as
    lines of one cell do.
    """
    last = block[-1][0]
    middle = (columns[0][1] + columns[1][0]) / 2
    if ruling.beside(columns[0][0], columns[-1][1], last.y):
        return True
    if ruling.between(last.y - 2 * last.size, last.y, middle):
        return True
    above = block[-2][0] if len(block) > 1 else last
    fits = any(low - 1 <= last.x and last.end <= high + 1 for low, high in columns)
    return fits and above.y - last.y <= _CLOSE * last.size and above.size == last.size


def _columns(cells: Sequence[_Span], size: float) -> list[_Span]:
    """Return the strips that cells cover, those that touch as one."""
    out: list[_Span] = []
    for low, high in sorted(cells):
        if out and low - out[-1][1] < _STRIP * size:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def _table(block: Sequence[_Line], ruling: Ruling, words: Counter[str]) -> PdfTable | None:
    most = max(
        number
        for number in {len(line) for line in block}
        if sum(len(line) >= number for line in block) >= min(_FEWEST_LINES, len(block))
    )
    fullest = [(row.x, row.end) for line in block if len(line) >= most for row in line]
    columns = _columns(fullest, block[0][0].size)
    if len(columns) < 2:
        return None
    grid: list[list[str]] = []
    ruled = _is_ruled(block, columns, ruling)
    for at, line in enumerate(block):
        cells = _cells(line, columns, words)
        if grid and not _begins_row(block, at, cells, columns, ruled, ruling):
            grid[-1] = [_joined(*pair, words) for pair in zip(grid[-1], cells, strict=True)]
        else:
            grid.append(cells)
    return PdfTable(tuple(map(tuple, grid))) if _is_table(grid, ruled) else None


def _joined(above: str, cell: str, words: Counter[str]) -> str:
    return join_texts(above, cell, words) if above and cell else above or cell


def _is_ruled(block: Sequence[_Line], columns: Sequence[_Span], ruling: Ruling) -> bool:
    """Tell whether ruled lines divide the rows of a table.

    One under its head says nothing of the other rows, unless lines divide its columns as well.
    """
    high, low = block[0][0].y, block[-1][0].y
    middle = (columns[0][1] + columns[1][0]) / 2
    rules = ruling.crossings(low, high, middle)
    boxed = any(columns[0][0] < x < columns[-1][1] and y < high < top for x, y, top in ruling.down)
    return rules >= 2 or (rules == 1 and boxed)


def _begins_row(
    block: Sequence[_Line],
    at: int,
    cells: Sequence[str],
    columns: Sequence[_Span],
    ruled: bool,
    ruling: Ruling,
) -> bool:
    """Tell whether a line of a table begins a row, or goes on with the row above."""
    above, line = block[at - 1][0], block[at][0]
    middle = (columns[0][1] + columns[1][0]) / 2
    if ruling.between(line.y + 0.2 * line.size, above.y, middle):
        return True
    if ruled or not cells[0]:
        return False
    gaps = [one[0].y - two[0].y for one, two in pairwise(block)]
    if above.y - line.y >= _APART * min(gaps):
        return True
    return sum(map(bool, cells)) > 1 and not cells[0][:1].islower()


def _cells(line: _Line, columns: Sequence[_Span], words: Counter[str]) -> list[str]:
    """Return the texts of a line by column; what covers several columns stands in each."""
    cells = [""] * len(columns)
    for row in line:
        over = [n for n, (low, high) in enumerate(columns) if row.x < high and row.end > low]
        middle = (row.x + row.end) / 2
        nearest = min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))
        for n in over or [nearest]:
            cells[n] = _joined(cells[n], row.text, words)
    return cells


def _is_table(grid: Sequence[Sequence[str]], ruled: bool) -> bool:
    """Tell whether cells are a table, and no list with its numbers, nor prose in narrow columns."""
    full = [row for row in grid if sum(map(bool, row)) > 1]
    if len(grid) < 2 or len(full) < 2:
        return False
    if all(_LABEL.fullmatch(row[0]) for row in grid if row[0]) and len(grid[0]) == 2:
        return False
    texts = [cell for row in full for cell in row if cell]
    broken = sum(text[0].islower() for text in texts)
    return ruled or broken <= 0.3 * len(texts)
