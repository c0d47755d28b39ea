"""Take cells out of tables, so that no row is left without its key and no column without a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.core.markup import footnotes, text_mask

_BORDER = re.compile(r"(?<!\\)\|")
_SAYS = re.compile(r"\w")
CellCut = Callable[[str, str], str]


@dataclass
class ThinnedTable:
    """The rows of a table after cells went; `None` for a row that goes.

    `columns` are the heads of the columns that went, `keyless` the rows that lost their key while
    another cell still held something.
    """

    rows: list[str | None]
    columns: list[str] = field(default_factory=list)
    keyless: list[str] = field(default_factory=list)


def split_row(row: str) -> tuple[str, list[str], str]:
    """Return a row's cells as written, and what stands in front of the first and behind the last.

    Code and escapes hold no border.
    """
    shown = text_mask.show_words(row)
    at = [m.start() for m in _BORDER.finditer(shown)]
    if len(at) < 2:
        return row, [], ""
    is_closed = not shown[at[-1] + 1 :].strip()
    ends = at[1:] if is_closed else [*at[1:], len(row.rstrip("\n"))]
    cells = [row[start + 1 : end] for start, end in zip([at[0], *ends], ends, strict=False)]
    return row[: at[0] + 1], cells, row[ends[-1] :]


def join_row(start: str, cells: Sequence[str], end: str) -> str:
    """Return the row that `split_row` took apart."""
    return start + "|".join(cells) + end


def thin_table(heads: Sequence[str], rows: Sequence[str], cut: CellCut) -> ThinnedTable:
    """Return a table whose cells were cut, head rows first.

    `cut` returns what is left of a cell of a row. A row that the cut leaves without its key, or
    with its key alone, goes; so does a column that it leaves without a cell.
    """
    parts = [split_row(row) for row in rows]
    old = [cells for _, cells, _ in parts]
    new = [[cut(cell, row) for cell in cells] for cells, row in zip(old, rows, strict=True)]
    made = ThinnedTable([])
    stays = [_stays(was, now) for was, now in zip(old, new, strict=True)]
    for now, there, row in zip(new, stays, rows, strict=True):
        if not there and any(footnotes.find_marks(cell) for cell in now):
            made.keyless.append(row.strip())
    gone = _empty_columns(old, new, stays)
    for head in heads:
        start, cells, end = split_row(head)
        made.rows.append(join_row(start, _without(cells, gone), end))
        if head is heads[0]:
            made.columns = [cells[i].strip() for i in gone if i < len(cells)]
    for (start, _, end), cells, there in zip(parts, new, stays, strict=True):
        made.rows.append(join_row(start, _without(cells, gone), end) if there else None)
    if not any(stays):
        made.rows = [None] * len(made.rows)
    return made


def _is_empty(cell: str) -> bool:
    """Tell whether a cell says nothing; a dash stands for that as well."""
    return not _SAYS.search(cell)


def _stays(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether a row still says something of something."""
    if old == new:
        return True
    if _is_empty(new[0]) and not _is_empty(old[0]):
        return False
    return not all(map(_is_empty, new[1:])) or all(map(_is_empty, old[1:]))


def _empty_columns(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], stays: Sequence[bool]
) -> list[int]:
    """Return the columns, but for the first, of which nothing is left."""
    rows = [now for now, there in zip(new, stays, strict=True) if there]
    most = max(map(len, rows), default=0)
    return [
        i
        for i in range(1, most)
        if not any(i < len(row) and not _is_empty(row[i]) for row in rows)
        and any(i < len(row) and not _is_empty(row[i]) for row in old)
    ]


def _without(cells: Sequence[str], gone: Sequence[int]) -> list[str]:
    return [cell for i, cell in enumerate(cells) if i not in gone]
