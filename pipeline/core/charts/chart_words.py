"""A chart in words: its alternative text, its source line, its values as rows of a table."""

from __future__ import annotations

from pipeline.core.charts.spec import ChartSpec, Datum
from pipeline.core.text import counted, shorten

# Characters of an alternative text: what is longer is no picture to the parser of pages, and too
# much for somebody who hears it read out. The table below the picture has all values.
_LONGEST_ALTERNATIVE = 390
KINDS = {
    "line": "Line chart", "bar": "Bar chart", "point": "Scatter chart", "timeline": "Timeline",
    "table": "Table",
}  # fmt: skip


def alternative_text(spec: ChartSpec) -> str:
    """Return what somebody who does not see the picture is told: its kind, title and values."""
    said = [_say(one, spec) for one in spec.values]
    text = _with_values(said, 0, spec)
    for more in range(1, len(said)):
        if len(text) <= _LONGEST_ALTERNATIVE:
            break
        text = _with_values(said[:-more], more, spec)
    return shorten(text, _LONGEST_ALTERNATIVE)


def _with_values(said: list[str], more: int, spec: ChartSpec) -> str:
    rows = "; ".join(said) + (f"; and {counted(more, 'more value')}" if more else "")
    return f"{KINDS[spec.mark]}: {spec.title}. {rows}. {source_line(spec)}"


def _say(one: Datum, spec: ChartSpec) -> str:
    what = " ".join(filter(None, (one.series, one.name)))
    when = f"before {one.day}" if one.until else one.day
    value = show_value(one, spec)
    across = show_number(one.across, spec.encoding.x.unit) if one.across is not None else ""
    standing = one.standing
    parts = [*filter(None, (what, when, standing))]
    head = ", ".join(parts)
    tail = " at ".join(filter(None, (value, across)))
    return ": ".join(filter(None, (head, tail)))


def show_value(one: Datum, spec: ChartSpec) -> str:
    """Return a value with its unit, as people read it; "" where a chart shows none."""
    return "" if one.value is None else show_number(one.value, spec.encoding.y.unit)


def show_number(number: float, unit: str = "") -> str:
    """Return a number in groups of three digits, with its unit."""
    text = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.12g}"
    if unit in ("$", "€", "£"):
        return f"{unit}{text}"
    return f"{text}{' ' if unit and unit != '%' else ''}{unit}"


def source_line(spec: ChartSpec) -> str:
    """Return who says the values, each source once."""
    names = dict.fromkeys(
        name.strip() for one in spec.values for name in one.source.split(", ") if name.strip()
    )
    return f"{'Source' if len(names) == 1 else 'Sources'}: {', '.join(names)}"


def headers_of(spec: ChartSpec) -> tuple[str, ...]:
    """Return the headers of the chart's table."""
    return tuple(name for name, _ in _columns(spec))


def rows_of(spec: ChartSpec) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the rows of the chart's table, each with the marks of its claims."""
    columns = [column for _, column in _columns(spec)]
    return [
        (tuple(_cell(one, column, spec) for column in columns), one.claims) for one in spec.values
    ]


def _columns(spec: ChartSpec) -> list[tuple[str, str]]:
    values = spec.values
    found = []
    if any(one.series for one in values):
        found.append(("Series" if any(one.name for one in values) else "Of", "series"))
    if any(one.name for one in values):
        found.append(("What", "name"))
    if any(one.value is not None for one in values):
        found.append((_head(spec.encoding.y.title or "value"), "value"))
    if any(one.across is not None for one in values):
        found.append((_head(spec.encoding.x.title or "value"), "across"))
    if any(one.day for one in values):
        title = spec.encoding.x.title if spec.encoding.x.field == "day" else ""
        found.append((_head(title or "date"), "day"))
    found.append(("Source", "source"))
    if any(one.standing for one in values):
        found.append(("Status", "standing"))
    return found


def _head(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(one: Datum, column: str, spec: ChartSpec) -> str:
    match column:
        case "value":
            return show_value(one, spec)
        case "across":
            return "" if one.across is None else show_number(one.across, spec.encoding.x.unit)
        case "day":
            return f"before {one.day}" if one.until else one.day
        case "standing":
            return one.standing or "in force"
    return str(getattr(one, column))
