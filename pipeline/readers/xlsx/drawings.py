"""Read what lies over the cells of a sheet: text boxes, charts, diagrams, words for pictures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.shared.drawing_parts import name_axes, read_chart, read_diagram
from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.picture_words import describes_picture, write_description
from pipeline.readers.shared.xml_parts import (
    attribute,
    local_name,
    parse_part,
    relation_targets,
)

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!")
_SHAPES = ("sp", "pic", "graphicFrame")


class SheetDrawings:
    """What lies over one sheet, as lines.

    `unread` counts what could not be read, `nameless` charts that say nothing beside the cells.
    """

    def __init__(self, package: Package, part: str, shown: Collection[str]) -> None:
        self._package = package
        self._shown = shown  # the names of the sheets whose cells are read
        self.unread = self.nameless = 0
        parts = [name for name in relation_targets(package, part).values() if name in package]
        drawings = [name for name in parts if "/drawings/" in name and name.endswith(".xml")]
        self.lines = [line for name in drawings for line in self._read(name)]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be told of them."""
        told = (
            (self.unread, f"{counted(self.unread, 'drawing')} not read"),
            (self.nameless, f"{counted(self.nameless, 'chart')} of its cells without a title"),
        )
        return tuple(words for there, words in told if there)

    def _read(self, part: str) -> Iterator[str]:
        root, targets = parse_part(self._package, part), relation_targets(self._package, part)
        for shape in root.iter():
            if local_name(shape) in _SHAPES and (lines := self._lines_of(shape, targets)):
                yield from (*lines, "")

    def _lines_of(self, shape: Any, targets: dict[str, str]) -> list[str]:
        kind = local_name(shape)
        if kind == "sp":
            return _paragraphs(shape)
        if kind == "pic":
            words = next((attribute(x, "descr") for x in shape.iter() if attribute(x, "descr")), "")
            return [write_description(words)] if describes_picture(words) else []
        for element in shape.iter():
            if local_name(element) == "chart":
                return self._chart(targets.get(attribute(element, "id"), ""))
            if local_name(element) == "relIds":
                return self._diagram(targets.get(attribute(element, "dm"), ""))
        return []

    def _chart(self, part: str) -> list[str]:
        """Return a chart: without its figures where they stand in cells that are read."""
        try:
            root = parse_part(self._package, part)
        except UserError:
            self.unread += 1
            return []
        chart = read_chart(root)
        if chart is None:
            self.unread += 1
            return []
        if not self._stands_in_cells(root):
            self.unread += chart.more > 0
            return chart.lines()
        if not chart.title and not chart.axes:
            self.nameless += 1
            return []
        return [chart.heading, *(["", name_axes(chart.axes)] if chart.axes else [])]

    def _stands_in_cells(self, root: Any) -> bool:
        """Tell whether all figures of a chart are those of cells of sheets that are read."""
        places = [x.text or "" for x in root.iter() if local_name(x) == "f"]
        sheets = {
            (found[1] or found[2]).replace("''", "'")
            for place in places
            for found in _SHEET.finditer(place)
        }
        return bool(sheets) and sheets <= set(self._shown)

    def _diagram(self, part: str) -> list[str]:
        try:
            texts = read_diagram(parse_part(self._package, part))
        except UserError:
            texts = []
        self.unread += not texts
        return [f"- {text}" for text in texts]


def _paragraphs(shape: Any) -> list[str]:
    """Return the text of a box, paragraph by paragraph."""
    said = (
        " ".join("".join(x.text or "" for x in part.iter() if local_name(x) == "t").split())
        for part in shape.iter()
        if local_name(part) == "p"
    )
    words = [text for text in said if text]
    return [line for text in words for line in ("", text)][1:]
