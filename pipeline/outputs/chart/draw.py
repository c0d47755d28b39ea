"""Draw the spec of a chart as SVG and PNG with Matplotlib, the same bytes from the same spec.

The picture is made for a phone: narrow, with large letters. Series differ by sign and dash as well
as by colour. Letters are drawn as outlines, so that a picture looks the same everywhere and nothing
in a title can act; a title with letters that the font lacks stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from pipeline.core.charts.chart_words import (
    alternative_text,
    headers_of,
    rows_of,
    show_number,
    source_line,
)
from pipeline.core.charts.spec import SPEC_MARK, ChartSpec, Datum, write_spec
from pipeline.core.extras import imported_for
from pipeline.core.text import digest, keep_to_xml, shorten

WIDTH, HEIGHT = 5.2, 3.7  # inches; a phone shows 5.2 of them at two thirds
_ROW = 0.34  # inches that a row of a table or a timeline takes
_DPI = 200
_FONT = "DejaVu Sans"  # which Matplotlib brings
# Okabe and Ito's colours, which people who see fewer colours can tell apart
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#F0E442")
_SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")
_DASHES = ("-", "--", "-.", ":", "-", "--", "-.", ":")
_MOST_LABELLED = 14  # values that are written beside their points
_CLOSE = 0.09  # share of the axis that the label of a value needs
_ALONE = 8  # values of one series up to which each says its source
_INK, _FAINT = "#1f2328", "#d0d7de"
_SETTINGS = {
    "svg.hashsalt": "wiki",
    "svg.fonttype": "path",
    "font.family": _FONT,
    "font.size": 11,
    "axes.edgecolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": _INK,
    "text.parse_math": False,  # a `$` in a title is a dollar
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@dataclass(frozen=True)
class ChartPicture:
    """A chart as it was drawn: for pages, and for documents that take no SVG."""

    svg: str
    png: bytes


def draw_chart(spec: ChartSpec) -> ChartPicture:
    """Return the picture of a chart; `UserError` where Matplotlib is not installed."""
    with imported_for("Charts are drawn with Matplotlib", "charts"):
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine

    settings: dict[str, Any] = dict(_SETTINGS)
    if not _font_has(_all_letters(spec)):
        settings["svg.fonttype"] = "none"
    with matplotlib.rc_context(settings):
        layout = ConstrainedLayoutEngine(h_pad=0.09, w_pad=0.06)
        figure = Figure(figsize=(WIDTH, _height(spec)), layout=layout)
        axes = figure.add_subplot()
        _DRAWN[spec.mark](axes, spec)
        title = "\n".join(wrap(spec.title, 44, max_lines=3, placeholder="…"))
        figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
        under = "\n".join(wrap(source_line(spec), 70, max_lines=3, placeholder="…"))
        figure.supxlabel(under, x=0.02, ha="left", fontsize=8.5, color="#57606a")
        svg, png = StringIO(), BytesIO()
        with _quiet():
            FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": None})
            FigureCanvasAgg(figure).print_figure(
                png, dpi=_DPI, format="png", metadata={"Software": None}
            )
    return ChartPicture(keep_to_xml(_described(svg.getvalue(), spec)), png.getvalue())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings about letters that the font lacks from the person's screen."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _height(spec: ChartSpec) -> float:
    rows = len(spec.values)
    if spec.mark == "table":
        return 1.0 + _ROW * (rows + 1)
    if spec.mark == "timeline":
        return 1.5 + 0.5 * rows
    if spec.mark == "bar":
        return max(2.4, 1.5 + 0.36 * rows)
    return HEIGHT


def _all_letters(spec: ChartSpec) -> str:
    cells = [cell for row, _ in rows_of(spec) for cell in row]
    return "".join((spec.title, source_line(spec), *headers_of(spec), *cells))


def _font_has(text: str) -> bool:
    from matplotlib import font_manager, ft2font

    font = ft2font.FT2Font(font_manager.findfont(_FONT))
    known = font.get_charmap()
    return all(ord(char) in known for char in text if not char.isspace())


_ASIDES = re.compile(r"\s*<!--.*?-->|\s*<metadata>.*?</metadata>", re.DOTALL)
_HEAD = re.compile(r"<\?xml.*?<svg ", re.DOTALL)


def _described(svg: str, spec: ChartSpec) -> str:
    """Return a picture with its title and alternative text, and the digest of its spec."""
    said = f"<title>{escape(spec.title)}</title><desc>{escape(alternative_text(spec))}</desc>"
    head = f'<svg role="img" {SPEC_MARK}="{digest(write_spec(spec))}" '
    plain = _HEAD.sub(head, svg, count=1)
    plain = _ASIDES.sub("", plain)
    at = plain.index(">") + 1
    return f"{plain[:at]}\n {said}{plain[at:]}"


# --- lines ---


def _line(axes: Any, spec: ChartSpec) -> None:
    numbers = [one.value or 0.0 for one in spec.values]
    low, high = min(numbers), max(numbers)
    days = [_day(one) for one in spec.values]
    first, last = min(days), max(days)
    room = max((last - first).days, 30) / 10
    for place, name in enumerate(spec.series):
        rows = [one for one in spec.values if one.series == name]
        held = [one for one in rows if not one.standing]
        colour = _COLOURS[place % len(_COLOURS)]
        xs: list[float] = []
        ys: list[float] = []
        for one in held:
            x = float(_day(one).toordinal())
            if one.until:
                xs += [first.toordinal() - room, x]
                ys += [one.value or 0.0] * 2
            else:
                xs.append(x)
                ys.append(one.value or 0.0)
        # it ends at its last day: that a value still holds is more than its claim says
        axes.plot(
            xs, ys, drawstyle="steps-post", color=colour, linewidth=2,
            linestyle=_DASHES[place % len(_DASHES)], label=name or None,
        )  # fmt: skip
        for one in rows:
            if not one.until:
                axes.plot(
                    [_day(one).toordinal()], [one.value], _SIGNS[place % len(_SIGNS)], color=colour,
                    markerfacecolor="white" if one.standing else colour, markersize=7,
                )  # fmt: skip
    _label_points(axes, spec, first.toordinal() - room)
    _scale_values(axes, spec, low, high)
    axes.set_xlim(first.toordinal() - room, last.toordinal() + room * 2.2)
    _date_axis(axes, spec, first, last)
    _legend(axes, spec)


def _label_points(axes: Any, spec: ChartSpec, left: float) -> None:
    if len(spec.values) > _MOST_LABELLED:
        return
    alone = len(spec.series) == 1 and len(spec.values) <= _ALONE
    numbers = [one.value or 0.0 for one in spec.values]
    near = (max(numbers) - min(*numbers, 0.0)) * _CLOSE
    for one in spec.values:
        text = show_number(one.value or 0.0)
        if alone and one.source and not one.until:
            text = f"{text}\n{shorten(one.source, 18)}"
        if one.standing:
            text = f"{text} ({one.standing})"
        x = left if one.until else _day(one).toordinal()
        under = any(
            other is not one
            and (other.day, other.until) == (one.day, one.until)
            and 0 < (other.value or 0.0) - (one.value or 0.0) < near
            for other in spec.values
        )
        if under and (one.value or 0.0) - min(*numbers, 0.0) < near * 1.5:
            continue  # there is no room for it; the table beside the picture has it
        axes.annotate(
            text, (x, one.value or 0.0), xytext=(4, -5 if under else 6),
            textcoords="offset points", fontsize=9, va="top" if under else "bottom", ha="left",
            linespacing=1.05,
        )  # fmt: skip


def _date_axis(axes: Any, spec: ChartSpec, first: date, last: date) -> None:
    years = range(first.year, last.year + 2)
    step = max(1, len(years) // 6)
    if last.year - first.year >= 2:
        marks = [date(year, 1, 1) for year in years][::step]
        names = [str(day.year) for day in marks]
    else:
        marks = sorted({_day(one) for one in spec.values})[:5]
        names = [day.isoformat()[:7] for day in marks]
    left, right = axes.get_xlim()
    shown = [(m, n) for m, n in zip(marks, names, strict=True) if left <= m.toordinal() <= right]
    axes.set_xticks([mark.toordinal() for mark, _ in shown], [name for _, name in shown])
    axes.set_xlabel(spec.encoding.x.title, fontsize=9.5, loc="right")


def _scale_values(axes: Any, spec: ChartSpec, low: float, high: float) -> None:
    """Begin the axis of values at nought, so that heights compare as values do."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    span = (high - min(low, 0.0)) or 1.0
    axes.set_ylim(min(low - 0.1 * span, 0.0) if low < 0 else 0.0, high + 0.22 * span)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda number, _: show_number(float(f"{number:.6g}")))
    )
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_ylabel(_axis_title(spec.encoding.y.title, spec.encoding.y.unit), fontsize=9.5)


def _axis_title(title: str, unit: str) -> str:
    title = shorten(title, 40)
    return (
        f"{title} ({unit})" if unit and unit.lower() not in title.lower().split() else title or unit
    )


def _legend(axes: Any, spec: ChartSpec) -> None:
    if spec.encoding.color and len(spec.series) > 1:
        axes.legend(fontsize=9, frameon=False, loc="upper left", handlelength=2.6)


def _day(one: Datum) -> date:
    year, month, day = [*map(int, one.day.split("-")), 1, 1][:3]
    return date(year, month, day)


# --- bars, points, rows ---


def _bar(axes: Any, spec: ChartSpec) -> None:
    """Draw bars that lie, so that long names can be read on a phone."""
    names = [*dict.fromkeys(one.name for one in spec.values)]
    series = spec.series
    thick = 0.8 / len(series)
    for place, group in enumerate(series):
        rows = [one for one in spec.values if one.series == group]
        at = [names.index(one.name) + (place - (len(series) - 1) / 2) * thick for one in rows]
        axes.barh(
            at, [one.value or 0.0 for one in rows], height=thick * 0.9,
            color=_COLOURS[place % len(_COLOURS)], label=group or None,
            hatch="" if len(series) == 1 else ("", "//", "\\\\", "xx")[place % 4],
            edgecolor="white",
        )  # fmt: skip
        for y, one in zip(at, rows, strict=True):
            said = show_number(one.value or 0.0) + (f" ({one.standing})" if one.standing else "")
            if len(series) == 1 and one.source and one.source not in one.name:
                said = f"{said}, {shorten(one.source, 18)}"
            axes.annotate(
                said, (one.value or 0.0, y), xytext=(4, 0), textcoords="offset points",
                va="center", fontsize=9,
            )  # fmt: skip
    axes.set_yticks(range(len(names)), [shorten(name, 26) for name in names])
    axes.invert_yaxis()
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    numbers = [one.value or 0.0 for one in spec.values]
    low, high = min(numbers), max(numbers)
    span = (high - min(low, 0.0)) or 1.0
    axes.set_xlim(min(low - 0.15 * span, 0.0) if low < 0 else 0.0, high + 0.36 * span)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda number, _: show_number(float(f"{number:.6g}")))
    )
    axes.grid(axis="x", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(
        _axis_title(spec.encoding.y.title, spec.encoding.y.unit), fontsize=9.5, loc="right"
    )
    if spec.encoding.color and len(series) > 1:
        axes.legend(fontsize=9, frameon=False, loc="best")


def _point(axes: Any, spec: ChartSpec) -> None:
    if spec.encoding.x.field == "day":
        _line(axes, spec)
        for drawn in axes.get_lines():
            if drawn.get_drawstyle() == "steps-post":
                drawn.remove()
        return
    for place, name in enumerate(spec.series):
        rows = [one for one in spec.values if one.series == name]
        axes.plot(
            [one.across for one in rows], [one.value for one in rows],
            _SIGNS[place % len(_SIGNS)], color=_COLOURS[place % len(_COLOURS)], markersize=8,
            label=name or None,
        )  # fmt: skip
    for one in spec.values if len(spec.values) <= _MOST_LABELLED else ():
        axes.annotate(
            shorten(one.name, 24), (one.across or 0.0, one.value or 0.0), xytext=(6, 4),
            textcoords="offset points", fontsize=9,
        )  # fmt: skip
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    along = [one.across or 0.0 for one in spec.values]
    span = (max(along) - min(*along, 0.0)) or 1.0
    axes.set_xlim(min(*along, 0.0), max(along) + 0.3 * span)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda number, _: show_number(float(f"{number:.6g}")))
    )
    axes.set_xlabel(
        _axis_title(spec.encoding.x.title, spec.encoding.x.unit), fontsize=9.5, loc="right"
    )
    _scale_values(
        axes, spec, min(one.value or 0.0 for one in spec.values),
        max(one.value or 0.0 for one in spec.values),
    )  # fmt: skip
    _legend(axes, spec)


def _timeline(axes: Any, spec: ChartSpec) -> None:
    rows = sorted(spec.values, key=lambda one: one.day)
    axes.plot([0, 0], [-0.4, len(rows) - 0.6], color=_FAINT, linewidth=2, zorder=1)
    for y, one in enumerate(rows):
        axes.plot(
            [0], [y], "o", color=_COLOURS[0], markersize=8, zorder=2,
            markerfacecolor="white" if one.standing else _COLOURS[0],
        )  # fmt: skip
        axes.text(-0.15, y, one.day, ha="right", va="center", fontsize=9)
        said = one.name + (f" ({one.standing})" if one.standing else "")
        who = f"{one.source}: " if one.source and one.source not in said else ""
        axes.text(0.15, y, "\n".join(wrap(f"{who}{said}", 46)[:3]), va="center", fontsize=9)
    axes.set_xlim(-1.3, 4.2)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axis("off")


def _table(axes: Any, spec: ChartSpec) -> None:
    axes.axis("off")
    cells = [[shorten(cell, 30) for cell in row] for row, _ in rows_of(spec)]
    drawn = axes.table(
        cellText=cells, colLabels=[shorten(name, 24) for name in headers_of(spec)],
        loc="upper left", cellLoc="left", colLoc="left", edges="horizontal", bbox=[0, 0, 1, 1],
    )  # fmt: skip
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(9)
    for (row, _), cell in drawn.get_celld().items():
        cell.set_edgecolor(_FAINT)
        if row == 0:
            cell.set_text_props(fontweight="bold")


_DRAWN: dict[str, Callable[[Any, ChartSpec], None]] = {
    "line": _line, "bar": _bar, "point": _point, "timeline": _timeline, "table": _table,
}  # fmt: skip
