"""The spec of a chart: a mark, what is shown where, and the values, each with its claims.

It is a small part of Vega-Lite: `mark`, `encoding` and `data.values` mean what they mean there;
the marks `timeline` and `table` are ours. A spec stands beside its picture as JSON, a value to the
line, so that a review shows which value changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from pipeline.core.errors import UserError
from pipeline.core.strict_json import WireError, load

Mark = Literal["line", "bar", "point", "timeline", "table"]
MARKS: tuple[Mark, ...] = get_args(Mark)
ChartForm = Literal["line", "bar", "grouped", "scatter", "timeline", "table"]
SPEC_MARK = "data-spec"  # attribute of a picture: the digest of the spec it was drawn from
MOST_VALUES = 60  # of one chart: more cannot be read, nor reviewed
LONGEST_SPEC = 200_000  # characters
LONGEST_TEXT = 300  # characters of one text of a spec, its title among them
_LONGEST_ASKED = 2_000  # characters, as many as a question has at most
_MOST_CLAIMS = 10  # of one value


@dataclass(frozen=True)
class AxisChannel:
    """What is shown along an axis, or by colour: which field of the values, and its name."""

    field: Literal["day", "name", "value", "across", "series"]
    type: Literal["temporal", "quantitative", "nominal"]
    title: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Encoding:
    """What is shown where."""

    x: AxisChannel
    y: AxisChannel
    color: AxisChannel | None = None


@dataclass(frozen=True)
class Datum:
    """One value, and the claims that it is from.

    `written` is the value as a quote of a claim has it, and `value` the number that is drawn, in
    the unit of the axis; `across` and `across_written` are the same of the other axis of a scatter.
    `day` is when the source was published or came into force, or a day that a quote names. Where
    `until` is true, the value held before that day: a source tells what it replaced. `name` is what
    the value is of, or what happened; `series` what it belongs with; `source` who says so.
    `standing` says where that source is not in force.
    """

    claims: tuple[str, ...]
    value: float | None = None
    written: str = ""
    across: float | None = None
    across_written: str = ""
    day: str = ""
    until: bool = False
    name: str = ""
    series: str = ""
    source: str = ""
    standing: Literal["", "proposed", "withdrawn"] = ""


@dataclass(frozen=True)
class ChartData:
    """The values of a chart."""

    values: tuple[Datum, ...]


@dataclass(frozen=True)
class ChartSpec:
    """One chart.

    `asked` is what it was asked for, by which it can be made anew. `form` is how it is to be shown,
    where somebody said so, and `chosen_by` who chose the values; "" is code.
    """

    title: str
    mark: Mark
    encoding: Encoding
    data: ChartData
    asked: str = ""
    form: Literal["", ChartForm] = ""
    chosen_by: Literal["", "model"] = ""

    @property
    def values(self) -> tuple[Datum, ...]:
        """The values, in order."""
        return self.data.values

    @property
    def labels(self) -> tuple[str, ...]:
        """The marks of all claims, each once, in the order of the values."""
        return tuple(dict.fromkeys(label for one in self.values for label in one.claims))

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series, in order."""
        return tuple(dict.fromkeys(one.series for one in self.values))


def write_spec(spec: ChartSpec) -> str:
    """Return a spec as JSON, a value to the line; what is not set is left out."""
    head = _without_defaults(asdict(spec), spec)
    head.pop("data")
    rows = [_row(one) for one in spec.values]
    lines = [f" {json.dumps(key)}: {_json(value)}" for key, value in head.items()]
    values = ",\n".join(f"  {_json(row)}" for row in rows)
    lines.append(f' "data": {{"values": [\n{values}\n ]}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(one: Datum) -> dict[str, Any]:
    row = _without_defaults(asdict(one), one)
    for key in ("value", "across"):
        if isinstance(number := row.get(key), float) and number.is_integer():
            row[key] = int(number)
    return row


def _without_defaults(values: dict[str, Any], of: Any) -> dict[str, Any]:
    defaults = {field.name: field.default for field in fields(of)}
    kept = {key: value for key, value in values.items() if value != defaults[key]}
    if isinstance(of, ChartSpec):
        kept["encoding"] = {
            name: {k: v for k, v in channel.items() if v}
            for name, channel in values["encoding"].items()
            if channel
        }
    return kept


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_spec(text: str, where: str) -> ChartSpec:
    """Return the spec that a file holds; `UserError` where it holds none that can be drawn."""
    if len(text) > LONGEST_SPEC:
        raise UserError(f"{where} is longer than {LONGEST_SPEC:,} characters.", "Show less of it.")
    try:
        spec = load(ChartSpec, text, _judge)
    except WireError as error:
        raise UserError(
            f"{where} is no spec of a chart: {error}.", "docs/outputs.md has what it holds."
        ) from error
    if wrong := next(_misfits(spec), ""):
        raise UserError(f"{where}: {wrong}.", "docs/outputs.md has what each mark needs.")
    return spec


def _judge(path: str, value: Any) -> str:
    most = _LONGEST_ASKED if path == "asked" else LONGEST_TEXT
    if isinstance(value, str) and len(value) > most:
        return f"it is longer than {most:,} characters"
    if path == "data.values" and not 0 < len(value) <= MOST_VALUES:
        return f"it holds {len(value)} values; 1 to {MOST_VALUES} can be shown"
    if path.endswith(".claims") and not 0 < len(value) <= _MOST_CLAIMS:
        return f"each value needs 1 to {_MOST_CLAIMS} claims"
    return ""


_FIELDS: dict[Mark, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "line": (("day",), ("value",)),
    "bar": (("name",), ("value",)),
    "point": (("day", "across"), ("value",)),
    "timeline": (("day",), ("name",)),
    "table": (("day", "name"), ("value",)),
}
_TYPES = {
    "day": "temporal", "value": "quantitative", "across": "quantitative",
    "name": "nominal", "series": "nominal",
}  # fmt: skip


def _misfits(spec: ChartSpec) -> Iterator[str]:
    """Yield what of a spec does not fit its mark."""
    if not spec.title.strip():
        yield "it has no title"
    channels = {"x": spec.encoding.x, "y": spec.encoding.y, "color": spec.encoding.color}
    for name, channel in channels.items():
        if channel and channel.type != _TYPES[channel.field]:
            yield f"encoding.{name}: {channel.field} is {_TYPES[channel.field]}"
    for name, allowed in zip("xy", _FIELDS[spec.mark], strict=True):
        if (field := channels[name].field) not in allowed:  # type: ignore[union-attr]
            yield f"a {spec.mark} shows {' or '.join(allowed)} along {name}, and not {field}"
    if channels["color"] and channels["color"].field != "series":
        yield "encoding.color: colours tell series apart"
    shown = {spec.encoding.x.field, spec.encoding.y.field}
    for number, one in enumerate(spec.values, 1):
        for field in sorted(shown):
            if getattr(one, field) in ("", None):
                yield f"value {number} has no {field}"
        if one.value is not None and not one.written:
            yield f"value {number} does not say how its quote has it (`written`)"
        if one.across is not None and not one.across_written:
            yield f"value {number} does not say how its quote has it (`across_written`)"
