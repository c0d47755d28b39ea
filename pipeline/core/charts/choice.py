"""Make the spec of a chart of chosen values: one unit, one axis, or a refusal that says why not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.charts.claim_values import (
    ChartedThing,
    ClaimValue,
    day_of_source,
    name_of_source,
    standing_of_source,
)
from pipeline.core.charts.spec import (
    MOST_VALUES,
    AxisChannel,
    ChartData,
    ChartForm,
    ChartSpec,
    Datum,
    Encoding,
    Mark,
)
from pipeline.core.charts.units import choose_unit, value_in_unit
from pipeline.core.errors import UserError
from pipeline.core.language.measures import Measure
from pipeline.core.text import shorten
from pipeline.core.wiki.wiki import Wiki

_MARKS: dict[ChartForm, Mark] = {
    "line": "line", "bar": "bar", "grouped": "bar", "scatter": "point", "timeline": "timeline",
    "table": "table",
}  # fmt: skip
_LONGEST_NAME = 40
_SHOWN = 5  # values that a refusal names


@dataclass(frozen=True)
class ChartChoice:
    """The values that a chart is to show, by whoever chose them.

    `across` are values of a second quantity, for a scatter. `left_out` says what was not taken, and
    why, a sentence each.
    """

    form: ChartForm
    title: str
    quantity: str
    values: tuple[ClaimValue, ...]
    across: tuple[ClaimValue, ...] = ()
    across_quantity: str = ""
    left_out: tuple[str, ...] = ()


def spec_of_choice(choice: ChartChoice, asked: str) -> ChartSpec:
    """Return the spec of a chart of some values; `UserError` where they are not comparable."""
    if not choice.values:
        raise UserError(f"No values for a chart were found: {asked}.", _AS_PAGES_SAY)
    if choice.form == "scatter":
        return _scatter(choice, asked)
    unit = _unit_for(choice.values)
    rows = [_datum(one, unit) for one in choice.values]
    dated = all(row.day for row in rows)
    if choice.form == "line" and not dated:
        lacking = next(one for one in choice.values if not one.day)
        raise UserError(
            f"{lacking.who} has no date, so its value has no place in a line over time.",
            "Ask for bars or a table (`--form bar`), or record when the source was published.",
        )
    several = len({one.thing.slug for one in choice.values}) > 1
    if choice.form == "line":
        rows = sorted(
            [*rows, *_replaced(choice.values, unit)],
            key=lambda row: (row.series, row.day, not row.until),
        )
        x = AxisChannel("day", "temporal", _day_title(choice.values))
    elif choice.form == "grouped":
        things = [row.series for row in rows]
        rows = sorted(
            (replace(row, name=row.series, series=row.source) for row in rows),
            key=lambda row: (row.day, things.index(row.name)),
        )
        x = AxisChannel("name", "nominal")
    elif choice.form == "bar":
        rows = [replace(row, name=row.series if several else row.source, series="") for row in rows]
        x = AxisChannel("name", "nominal")
    else:
        rows = sorted(rows, key=lambda row: (row.series, row.day))
        x = (
            AxisChannel("day", "temporal", _day_title(choice.values))
            if dated
            else AxisChannel("name", "nominal")
        )
        rows = rows if dated else [replace(row, name=row.source) for row in rows]
    colour = choice.form == "grouped" or (several and choice.form in ("line", "table"))
    if not colour:
        rows = [replace(row, series="") for row in rows]
    return ChartSpec(
        _title(choice.title),
        _MARKS[choice.form],
        Encoding(
            x,
            AxisChannel("value", "quantitative", choice.quantity, unit),
            AxisChannel("series", "nominal") if colour else None,
        ),
        ChartData(tuple(rows[:MOST_VALUES])),
        asked,
    )


_AS_PAGES_SAY = (
    "Ask in the words of the pages: the quantity as they call it, and the title of the page."
)


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit_for(values: Sequence[ClaimValue]) -> str:
    found: list[tuple[Measure, str]] = [(one.value, one.quote) for one in values]
    unit = choose_unit(found)
    if unit is None:
        shown = "; ".join(
            f"{one.who}: “{shorten(_written(one.value, one.quote), 40)}”" for one in values[:_SHOWN]
        )
        raise UserError(
            f"These values cannot stand in one chart, for they are not of one unit: {shown}.",
            "Ask for fewer things, or name the quantity more closely.",
        )
    return unit


def _written(value: Measure, quote: str) -> str:
    return quote[value.start : value.end + 20]


def _datum(one: ClaimValue, unit: str) -> Datum:
    number = value_in_unit(one.value, unit)
    assert number is not None  # the unit was chosen so that each value has one
    return Datum(
        (one.label,), number, one.value.text, day=one.day, series=_short(one.thing),
        source=one.who, standing=one.standing,
    )  # fmt: skip


def _short(thing: ChartedThing) -> str:
    return shorten(thing.title, _LONGEST_NAME)


def _replaced(values: Iterable[ClaimValue], unit: str) -> list[Datum]:
    """Return what the first change of each thing replaced: it held before that day."""
    first: dict[str, ClaimValue] = {}
    for one in sorted(values, key=lambda one: one.day):
        first.setdefault(one.thing.slug, one)
    found = []
    for one in first.values():
        number = value_in_unit(one.before, unit) if one.before else None
        if one.before and number is not None and not one.standing:
            row = _datum(one, unit)
            found.append(replace(row, value=number, written=one.before.text, until=True))
    return found


def _day_title(values: Iterable[ClaimValue]) -> str:
    return _title_of_days({one.dated for one in values})


def _title_of_days(kinds: Collection[str]) -> str:
    told = [kind for kind in ("in force from", "published") if kind in kinds]
    return ", else ".join(told) or "published"


def keep_one_unit(values: Sequence[ClaimValue], left_out: list[str]) -> list[ClaimValue]:
    """Return the values that can be compared with most of the others."""
    best: list[ClaimValue] = []
    for first in values:
        group: list[ClaimValue] = []
        for one in values:
            rows = [(v.value, v.quote) for v in (first, *group, one)]
            if choose_unit(rows) is not None:
                group.append(one)
        if len(group) > len(best):
            best = group
    for one in values:
        if one not in best:
            quote = shorten(one.quote, 80)
            left_out.append(f"{one.who} gives a value of another unit: “{quote}”")
    return best


def _scatter(choice: ChartChoice, asked: str) -> ChartSpec:
    """Return the chart of two quantities of the same things, a point for each thing."""
    up, along = _unit_for(choice.values), _unit_for(choice.across)
    by_thing = {one.thing.slug: one for one in choice.across}
    rows = []
    for one in choice.values:
        other = by_thing.get(one.thing.slug)
        number = value_in_unit(other.value, along) if other else None
        if other is None or number is None:
            continue
        row = _datum(one, up)
        rows.append(
            replace(
                row,
                claims=tuple(dict.fromkeys((one.label, other.label))),
                across=number,
                across_written=other.value.text,
                name=row.series,
                series="",
                day="",
                source=one.who if one.who == other.who else f"{one.who}, {other.who}",
            )
        )
    if len(rows) < 2:
        raise UserError(
            f"Fewer than two things have both quantities: {asked}.",
            "Name more things, or show one quantity of them as bars.",
        )
    return ChartSpec(
        _title(choice.title),
        "point",
        Encoding(
            AxisChannel("across", "quantitative", choice.across_quantity, along),
            AxisChannel("value", "quantitative", choice.quantity, up),
        ),
        ChartData(tuple(rows[:MOST_VALUES])),
        asked,
    )


def timeline_of(
    pages: Iterable[ShownPage], title: str, material: Material, wiki: Wiki, asked: str
) -> ChartSpec:
    """Return the timeline of the sources that pages cite: the day and the title of each.

    A page that records a source stands for that one alone.
    """
    first: dict[str, str] = {}
    for page in pages:
        own = {source.path for source in material.sources if source.slug == page.slug}
        for said in page.statements:
            for label in said.labels:
                path = material.citations[label].source
                if not own or path in own:
                    first.setdefault(path, label)
    rows = []
    for path, label in first.items():
        source = material.source_by_path.get(path)
        day, _ = day_of_source(source) if source else ("", "")
        if source and day:
            rows.append(
                Datum(
                    (label,), day=day, name=source.title, source=name_of_source(source, wiki),
                    standing=standing_of_source(source),
                )
            )  # fmt: skip
    if not rows:
        raise UserError(
            f"None of these has a date: {title}.", "A timeline needs dates to stand at."
        )
    dated = {day_of_source(source)[1] for source in material.sources if source.path in first}
    rows.sort(key=lambda row: (row.day, row.claims))
    return ChartSpec(
        title,
        "timeline",
        Encoding(
            AxisChannel("day", "temporal", _title_of_days(dated)),
            AxisChannel("name", "nominal"),
        ),
        ChartData(tuple(rows[:MOST_VALUES])),
        asked,
    )
