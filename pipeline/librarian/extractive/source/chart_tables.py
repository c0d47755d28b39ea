"""Tell which tables of a text are the figures of a chart, and what that chart is called.

A reader writes a chart as a line `Chart: TITLE`, perhaps a line of its axes, and its tables
(`readers/shared/drawing_parts.py`). A row of such a table, such as "January, 5", says nothing
without the title.
"""

from __future__ import annotations

import re

_CHART = re.compile(r"Chart:(?: (?P<title>\S.*))?$")
_AXES = re.compile(r"Ax[ei]s: ")
NAMELESS = "Chart:"


def title_of_chart(line: str | None) -> str:
    """Return what the line that names a chart says, or an empty string."""
    named = _CHART.match(line or "")
    return (named["title"] or "") if named else ""


class ChartTables:
    """Follows a text from block to block."""

    def __init__(self) -> None:
        self._line: str | None = None
        self._column: tuple[str, ...] = ()  # the first cells of the chart's first table, when read

    def hear(self, text: str) -> str | None:
        """Return the line that names the chart, where a paragraph is that line or one of axes."""
        if _CHART.match(text):
            self._line, self._column = text, ()
        elif self._column or not _AXES.match(text):
            self._line = None
        return self._line

    def leave(self) -> None:
        """End what belongs to the chart, at a heading."""
        self._line = None

    def name_table(self, column: tuple[str, ...]) -> str | None:
        """Return the line that names the chart of a table with this first column, if it is one's.

        The first table below the line is the chart's. So is each next one whose first column is
        called the same; or has the same cells, where it has no name: that may be another table as
        well, so its rows are taken to have no title.
        """
        if self._line is None or not column:
            return None
        if not self._column:
            self._column = column
            return self._line
        if column[0] and column[0] == self._column[0]:
            return self._line
        if column == self._column:
            return NAMELESS
        self._line = None
        return None
