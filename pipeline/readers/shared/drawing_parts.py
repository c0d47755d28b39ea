"""Read what office files draw from data: the figures of a chart, and the words of a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.readers.shared.markdown_tables import write_table
from pipeline.readers.shared.number_formats import show_number
from pipeline.readers.shared.xml_parts import attribute, local_name

_MOST_ROWS = 500  # of the table of one chart
_MOST_SERIES = 50
_NO_BOX = ("pres", "parTrans", "sibTrans", "doc")
_AXES = ("catAx", "dateAx", "valAx", "serAx")

Rows = list[list[str]]
_Points = Mapping[int, str]


@dataclass(frozen=True)
class ChartText:
    """What a chart says: its title, the names of its axes, and its figures as tables.

    A table has a row for each category, or each point, and a column for each series; its first row
    names the columns. `more` counts the rows that are left out.
    """

    title: str
    axes: tuple[str, ...]
    tables: tuple[Rows, ...]
    more: int = 0

    @property
    def heading(self) -> str:
        """The line that names the chart."""
        return f"Chart: {self.title}" if self.title else "Chart:"

    def lines(self) -> list[str]:
        """Return the chart as Markdown."""
        out = [self.heading]
        if self.axes:
            out += ["", name_axes(self.axes)]
        for table in self.tables:
            out += ["", *write_table(table, 1)]
        return out


def name_axes(axes: tuple[str, ...]) -> str:
    """Return the line that says what the axes of a chart count."""
    return f"{'Axis' if len(axes) == 1 else 'Axes'}: {'; '.join(axes)}"


def read_chart(root: Any) -> ChartText | None:
    """Return the text of a chart, given the root of its part; None where it holds no figures."""
    chart, epoch = _first(root, "chart"), _first(root, "date1904")
    from_1904 = epoch is not None and attribute(epoch, "val") not in ("0", "false")
    area = None if chart is None else _child(chart, "plotArea")
    if chart is None or area is None:
        return None
    titles = {name: _title_of(axis) for axis in area if (name := local_name(axis)) in _AXES}
    tables: list[Rows] = []
    more = 0
    for plot in area:
        series = [part for part in plot if local_name(part) == "ser"][:_MOST_SERIES]
        named = titles.get("catAx") or titles.get("dateAx") or ""
        points = any(_child(each, "xVal") is not None for each in series)
        found = _tables_of_points(series, _across(area), from_1904) if points else [
            _table_of_series(series, named, from_1904)
        ]  # fmt: skip
        for table in found:
            more += max(0, len(table) - 1 - _MOST_ROWS)
            tables += [table[: _MOST_ROWS + 1]] if len(table) > 1 else []
    if not tables:
        return None
    axes = dict.fromkeys(_title_of(axis) for axis in area if local_name(axis) in _AXES)
    return ChartText(_title_of(chart), tuple(filter(None, axes)), tuple(tables), more)


def read_diagram(root: Any) -> list[str]:
    """Return the texts of the boxes of a diagram (SmartArt) in their order, without the arrows."""
    out = []
    for point in root.iter():
        if local_name(point) == "pt" and point.get("type", "node") not in _NO_BOX:
            words = [x.text or "" for x in point.iter() if local_name(x) == "t"]
            if text := " ".join(" ".join(words).split()):
                out.append(text)
    return out


def _table_of_series(series: list[Any], axis: str, from_1904: bool) -> Rows:
    """Return a row for each category; one without a name has its number, as the axis shows it."""
    values = [_points(_child(each, "val"), from_1904) for each in series]
    every = (_points(_child(each, "cat"), from_1904) for each in series)
    names = next(filter(None, every), {})
    rows = [[axis, *(_name_of(each, at) for at, each in enumerate(series, start=1))]]
    for at in sorted({number for column in values for number in column}):
        label = names.get(at, "") if names else str(at + 1)
        rows.append([label, *(column.get(at, "") for column in values)])
    return rows


def _across(area: Any) -> str:
    """Return the title of the axis on which points stand from left to right."""
    axes = (axis for axis in area if local_name(axis) == "valAx")
    flat = (axis for axis in axes if attribute(_child(axis, "axPos"), "val") in ("b", "t"))
    return next((said for axis in flat if (said := _title_of(axis))), "x")


def _tables_of_points(series: list[Any], axis: str, from_1904: bool) -> Iterator[Rows]:
    """Yield a table for each series of points: where each is, across and up, and how large."""
    for number, each in enumerate(series, start=1):
        across, up, sizes = (
            _points(_child(each, name), from_1904) for name in ("xVal", "yVal", "bubbleSize")
        )
        rows = [[axis, _name_of(each, number), *(["size"] if sizes else [])]]
        for at in sorted(across.keys() | up.keys()):
            size = [sizes.get(at, "")] if sizes else []
            rows.append([across.get(at, str(at + 1)), up.get(at, ""), *size])
        yield rows


def _name_of(series: Any, number: int) -> str:
    named = _child(series, "tx")
    words = [] if named is None else [x.text or "" for x in named.iter() if local_name(x) == "v"]
    return " ".join(" ".join(words).split()) or f"Series {number}"


def _points(data: Any, from_1904: bool) -> dict[int, str]:
    """Return the values that a chart keeps of its cells, as their format shows them, by number."""
    if data is None:
        return {}
    levels = [x for x in data.iter() if local_name(x) == "lvl"]
    if levels:
        return _join_levels([_values(level, None, from_1904) for level in levels])
    code = next((x.text or "" for x in data.iter() if local_name(x) == "formatCode"), "")
    numeric = any(local_name(x) in ("numCache", "numLit") for x in data.iter())
    return _values(data, code if numeric else None, from_1904)


def _values(data: Any, code: str | None, from_1904: bool) -> dict[int, str]:
    found: dict[int, str] = {}
    for point in data.iter():
        at = point.get("idx", "") if local_name(point) == "pt" else ""
        value = _child(point, "v") if at.isdecimal() and len(at) < 9 else None
        if value is not None and (said := " ".join((value.text or "").split())):
            form = point.get("formatCode", code)
            found[int(at)] = said if form is None else _figure(said, form, from_1904)
    return found


def _join_levels(levels: list[dict[int, str]]) -> dict[int, str]:
    """Return the names of categories that stand in groups; the file has the innermost level first.

    A group is named once, at its first category.
    """
    inner, *outer = levels
    open_groups = [""] * len(outer)
    found = {}
    for at in range(max(inner, default=-1) + 1 if max(inner, default=-1) < 100_000 else 0):
        open_groups = [
            level.get(at, group) for level, group in zip(outer, open_groups, strict=True)
        ]
        found[at] = " ".join(filter(None, [*reversed(open_groups), inner.get(at, "")]))
    return found


def _figure(said: str, code: str, from_1904: bool) -> str:
    try:
        return show_number(float(said), code, from_1904)
    except (ValueError, OverflowError):
        return said


def _title_of(element: Any) -> str:
    title = _child(element, "title")
    words = [] if title is None else [
        x.text or "" for x in title.iter() if local_name(x) in ("t", "v")
    ]  # fmt: skip
    return " ".join("".join(words).split())


def _child(element: Any, name: str) -> Any:
    return next((part for part in element if local_name(part) == name), None)


def _first(root: Any, name: str) -> Any:
    every: Iterable[Any] = root.iter()
    return next((x for x in every if local_name(x) == name), None)
