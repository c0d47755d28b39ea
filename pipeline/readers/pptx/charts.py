"""Write the figures of a chart as a table: a row for each category, a column for each series."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from pipeline.readers.shared.markdown_tables import write_table

_MOST_ROWS = 500
_DIGITS = 12  # significant ones


def chart_lines(chart: Any) -> list[str]:
    """Return the title of a chart and its figures; nothing where they have no names."""
    title = chart.chart_title.text_frame.text.strip() if _has_title(chart) else ""
    out = [f"Chart: {' '.join(title.split())}" if title else "Chart:"]
    for plot in chart.plots:
        series = list(plot.series)
        names = [str(each.name or f"Series {at}") for at, each in enumerate(series, start=1)]
        rows = [["", *names]]
        for label, *values in zip_longest(map(str, plot.categories), *(x.values for x in series)):
            rows += [[label, *map(_figure, values)]] if label else []
        if len(rows) > 1:
            out += ["", *write_table(rows[: _MOST_ROWS + 1], 1)]
    return out if len(out) > 1 else []


def _has_title(chart: Any) -> bool:
    return bool(chart.has_title and chart.chart_title.has_text_frame)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.{_DIGITS}g}"
