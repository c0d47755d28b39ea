"""Put what a Word document draws from data into its text: charts as tables, diagrams as lists.

Mammoth passes over both. So paragraphs and tables with the same words are set behind the paragraph
in which such a drawing stands.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.core.errors import UserError
from pipeline.readers.shared.drawing_parts import Rows, name_axes, read_chart, read_diagram
from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.xml_parts import (
    attribute,
    local_name,
    parse_part,
    relation_targets,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Drawings:
    """The drawings of one part of a document, and how many were read."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._targets = relation_targets(package, part)
        self.read: dict[str, int] = {"chart": 0, "diagram": 0, "row": 0}

    def blocks_of(self, drawing: Any) -> list[Any]:
        """Return the paragraphs and tables that say what a drawing shows; none of a picture."""
        for element in drawing.iter():
            if local_name(element) == "chart" and (target := self._target(element, "id")):
                return self._chart(target)
            if local_name(element) == "relIds" and (target := self._target(element, "dm")):
                return self._diagram(target)
        return []

    def _target(self, element: Any, name: str) -> str:
        target = self._targets.get(attribute(element, name), "")
        return target if target in self._package else ""

    def _chart(self, part: str) -> list[Any]:
        try:
            chart = read_chart(parse_part(self._package, part))
        except UserError:
            return []
        if chart is None:
            return []
        self.read["chart"] += 1
        self.read["row"] += chart.more
        out = [_paragraph(chart.heading)]
        out += [_paragraph(name_axes(chart.axes))] if chart.axes else []
        return [*out, *map(_table, chart.tables)]

    def _diagram(self, part: str) -> list[Any]:
        try:
            texts = read_diagram(parse_part(self._package, part))
        except UserError:
            return []
        self.read["diagram"] += bool(texts)
        return [_paragraph(text) for text in texts]


def _paragraph(text: str) -> Any:
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    words = etree.SubElement(run, f"{W}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _table(rows: Rows) -> Any:
    table = etree.Element(f"{W}tbl")
    for number, cells in enumerate(rows):
        row = etree.SubElement(table, f"{W}tr")
        if not number:
            etree.SubElement(etree.SubElement(row, f"{W}trPr"), f"{W}tblHeader")
        for cell in cells:
            etree.SubElement(row, f"{W}tc").append(_paragraph(cell))
    return table
