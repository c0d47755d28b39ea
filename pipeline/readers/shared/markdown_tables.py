"""Write rows of cells as a Markdown table, and find which rows at the top name the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Rows = Sequence[Sequence[str]]

_LONGEST_NAME = 80  # characters of the name of a column
_FIGURE = re.compile(
    r"[-−+(<>≈~]*[\W_]{0,3}\d[\d.,'’\s\u202f]*(?:[eE][-+]?\d+)?\)?[\s\u202f]*(?:%|[^\W\d]{1,4})?[\W_]{0,2}"
)
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?: .*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[-/]\d{2,4})?[EFP*]?")
_USUAL = re.compile(
    r"(?:value|description|meaning|definition|default|explanation|answer|note|remark|comment"
    r"|wert|beschreibung|bedeutung|erklärung|antwort|bemerkung|anmerkung)(?:s|en|e)?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\w{2}[.!?]$")


def write_table(rows: Rows, heads: int) -> list[str]:
    """Return the lines of a table whose first `heads` rows name the columns.

    Names of several rows are joined. Without such rows the head stays empty.
    """
    width = max(map(len, rows), default=0)
    if not width:
        return []
    names = [_join_names(row[at] for row in rows[:heads] if at < len(row)) for at in range(width)]
    body = [row for row in rows[heads:] if any(row)]
    return [_line(names, width), "|" + " --- |" * width, *(_line(row, width) for row in body)]


def _join_names(names: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(name for name in names if name))


def _line(cells: Sequence[str], width: int) -> str:
    filled = [*map(write_cell, cells), *[""] * (width - len(cells))]
    return f"| {' | '.join(filled)} |"


def write_cell(text: str) -> str:
    """Return the text of a cell on one line, without what would end the cell."""
    return " ".join(text.split()).replace("|", "\\|")


def is_figure(text: str) -> bool:
    """Tell whether a cell holds a number, perhaps with a unit, or a date."""
    return bool(_FIGURE.fullmatch(text.strip()) or _DATE.fullmatch(text.strip()))


def names_columns(rows: Rows) -> bool:
    """Tell by the texts alone whether the first of some rows names the columns.

    It has a different short name for every column, but perhaps the first. Two columns may as well
    be names and values, such as "Mass" and "5 kg", whose first row is one like the others: then the
    second column must hold figures of one kind, or be called by a word such as "value".
    """
    first, rest = rows[0], rows[1:]
    names = [name.strip() for name in first]
    if not rest or not all(names[1:]) or len(set(names)) < len(names):
        return False
    if any(len(name) > _LONGEST_NAME or _SENTENCE.search(name) for name in names):
        return False
    years = [bool(_YEAR.fullmatch(name)) for name in names]
    if any(is_figure(name) and not year for name, year in zip(names, years, strict=True)):
        return False
    if len(names) > 2:
        return not years[0]
    if _USUAL.fullmatch(names[-1]) or any(years):
        return not any(years) or _holds_figures_of_one_kind(rest, 1)
    return any(_holds_figures_of_one_kind(rest, column) for column in range(len(names)))


def _holds_figures_of_one_kind(rows: Rows, column: int) -> bool:
    """Tell whether all cells of a column are figures, with the same unit or none."""
    cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
    units = {re.sub(r"[\W\d_]|(?<=\d)[eE](?=[-+\d])", "", cell) for cell in cells}
    return bool(cells) and len(units) == 1 and all(map(is_figure, cells))
