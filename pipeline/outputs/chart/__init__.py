"""A chart as a file: its picture as SVG or PNG, its values as CSV, or its spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipeline.core.charts.spec import ChartSpec, write_spec
from pipeline.core.errors import UserError
from pipeline.core.reports.output_page import OutputPage
from pipeline.outputs import OutputFile
from pipeline.outputs.chart.as_csv import chart_as_csv

FORMATS: Mapping[str, str] = {"svg": "svg", "png": "png", "csv": "csv", "json": "json"}
MADE_FROM: Literal["chart", "report"] = "chart"


def write(page: OutputPage, to: str) -> OutputFile:
    """Return the first chart of a page in a format."""
    spec = next(iter(page.charts.values()), None)
    if spec is None:
        raise UserError(f"{page.page.path} shows no chart.", "Name a page that shows one.")
    return OutputFile(_bytes_of(spec, page, to))


def _bytes_of(spec: ChartSpec, page: OutputPage, to: str) -> bytes:
    if to == "json":
        return write_spec(spec).encode()
    if to == "csv":
        return chart_as_csv(spec, page.citations).encode()
    from pipeline.outputs.chart.draw import draw_chart

    picture = draw_chart(spec)
    return picture.svg.encode() if to == "svg" else picture.png
