"""Write flat records of JSON as a table, each key a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.core.text import counted
from pipeline.readers.shared.foreign_json import a_dict, a_text

_MOST_COLUMNS, _MOST_ROWS = 50, 5_000
_LONGEST_CELL = 2_000


@dataclass(frozen=True)
class Table:
    """Records of scalars, and what they are called."""

    title: str
    rows: tuple[dict[str, Any], ...]


def find_table(value: Any) -> Table | None:
    """Return the records of a value: a list of them, or the one list in an object."""
    if _are_records(value):
        return Table("", tuple(value))
    found = a_dict(value)
    lists = [(key, part) for key, part in found.items() if isinstance(part, list | dict)]
    if len(lists) == 1 and _are_records(lists[0][1]):
        title = a_text(found.get("title")) or a_text(found.get("name")) or lists[0][0]
        return Table(title, tuple(lists[0][1]))
    return None


def _are_records(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    flat = all(
        isinstance(row, dict) and row and all(map(_is_scalar, row.values())) for row in value
    )
    return flat and len({key for row in value for key in row}) <= _MOST_COLUMNS


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def write_table(table: Table) -> tuple[list[str], tuple[str, ...]]:
    """Return the table as Markdown, and a note where not all of it is written."""
    columns = list(dict.fromkeys(key for row in table.rows for key in row))
    lines = [_row([_cell(column) for column in columns]), "|" + " --- |" * len(columns)]
    lines += [_row([_cell(row.get(key)) for key in columns]) for row in table.rows[:_MOST_ROWS]]
    more = len(table.rows) - _MOST_ROWS
    return lines, (f"{counted(more, 'further record')} not read",) if more > 0 else ()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        said = "true" if value else "false"
    elif isinstance(value, int | float):
        said = repr(value)
    else:
        said = " ".join(a_text(value)[:_LONGEST_CELL].split())
    return said.replace("|", "\\|")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
