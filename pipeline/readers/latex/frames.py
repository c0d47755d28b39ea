"""What is being written of an environment of LaTeX, and what becomes of it at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.readers.latex import commands

_MOST_COLUMNS = 200
_BLANKS = re.compile(r"[ \t\n\0\1\2]+")


@dataclass
class Frame:
    """A table, a quotation, or an argument (named with a backslash), with its text so far."""

    name: str
    parts: list[str]
    repeat: int = 1  # columns that the cell covers
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def end_cell(self) -> None:
        """End a cell of a table; one that covers several columns stands in each."""
        text = _BLANKS.sub(" ", "".join(self.parts)).strip().replace("|", "\\|")
        self.cells += [text] * self.repeat
        self.parts.clear()
        self.repeat = 1

    def end_row(self) -> None:
        """End a row of a table."""
        self.end_cell()
        if any(self.cells):
            self.rows.append(self.cells[:_MOST_COLUMNS])
        self.cells = []


def close_frame(frame: Frame) -> str:
    """Return what an environment becomes: its text, or a table, or a quotation."""
    if frame.name in commands.TABLES:
        return _table(frame)
    text = "".join(frame.parts)
    if frame.name in commands.QUOTES:
        paragraphs = [_BLANKS.sub(" ", part).strip() for part in re.split(r"\n\s*\n", text)]
        quoted = "\2>\2".join(f"> {part}" for part in paragraphs if part)
        return f"\n\n{quoted}\n\n" if quoted else ""
    return text


def _table(frame: Frame) -> str:
    frame.end_row()
    if not frame.rows:
        return ""
    width = max(map(len, frame.rows))
    rows = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in frame.rows]
    return "\n\n" + "\2".join([rows[0], "|" + " --- |" * width, *rows[1:]]) + "\n\n"
