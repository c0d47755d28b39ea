"""Choose the values of a chart by rules: of the quantity that is asked for, one of each source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.charts.asked_chart import AskedChart
from pipeline.core.charts.choice import ChartChoice, keep_one_unit
from pipeline.core.charts.claim_values import ChartedThing, ClaimValue
from pipeline.core.charts.spec import ChartForm
from pipeline.core.charts.units import unit_of
from pipeline.core.claims.claim_index import content_words
from pipeline.core.errors import UserError
from pipeline.core.text import shorten

# Words of which documents use one and readers another.
_ALIKE = (
    frozenset(content_words("cost price fee charge")),
    frozenset(content_words("size length")),
    frozenset(content_words("maximum max limit cap")),
)
_SUPPOSED = re.compile(r"\b(?:would|could|might|expect\w*|estimat\w*|roughly)\b", re.IGNORECASE)
_MOST_TOLD = 6


def choose_chart_values(
    asked: AskedChart, values: Sequence[ClaimValue], form: ChartForm | None
) -> ChartChoice:
    """Return the values to show; `UserError` where the wiki has none of that quantity."""
    left_out: list[str] = []
    chosen = _of_quantity(asked.things, values, asked.quantity, left_out)
    across = _of_quantity(asked.things, values, asked.across, left_out) if asked.across else ()
    if not chosen or (asked.across and not across):
        raise UserError(
            f"No claim gives a value for this: {asked.text}.", _what_there_is(asked.things, values)
        )
    if across or form == "scatter":
        if not across:
            raise UserError(
                "A scatter needs two quantities.", 'Ask for "one against another of A, B and C".'
            )
        chosen, across = _latest(chosen), _latest(across)
        form = "scatter"
    several = len({one.thing.slug for one in chosen}) > 1
    days = {one.day for one in chosen}
    form = form or ("line" if len(days) > 1 and "" not in days else "bar")
    if form == "bar" and several:
        chosen = _latest(chosen)
    name = asked.quantity_name or asked.things[0].title
    return ChartChoice(
        form, asked.text, name, tuple(chosen), tuple(across), asked.across_name,
        tuple(dict.fromkeys(left_out))[:_MOST_TOLD],
    )  # fmt: skip


def _of_quantity(
    things: Iterable[ChartedThing],
    values: Sequence[ClaimValue],
    words: frozenset[str],
    left_out: list[str],
) -> list[ClaimValue]:
    found: list[ClaimValue] = []
    for thing in things:
        sure = [one for one in values if one.thing == thing and one.sure]
        sure = [one for one in sure if not _SUPPOSED.search(one.quote)]
        fitting = [one for one in sure if _is_of(words, one.context) or _counts(words, one)]
        changes = [one for one in fitting if one.changes]
        by_change = {one.source.path for one in changes}
        stated = [
            one
            for one in fitting
            if one.source.path not in by_change and _is_of(words, {*content_words(one.quote)})
        ]
        if not (changes or stated):
            left_out.append(f"no claim gives it of {thing.title}")
        found += _one_for_each_source([*changes, *stated], left_out)
    return keep_one_unit(found, left_out)


def _is_of(words: frozenset[str], there: Iterable[str]) -> bool:
    """Tell whether all words of a quantity stand there, or others that mean the same."""
    held = {*there}
    return all(
        word in held or any(word in alike and held & alike for alike in _ALIKE) for word in words
    )


def _counts(words: frozenset[str], one: ClaimValue) -> bool:
    """Tell whether a value became what it is, and counts what is asked for: "to 700 gas"."""
    unit = {*content_words(unit_of(one.value, one.quote))}
    return one.changes and bool(unit & words)


def _one_for_each_source(values: list[ClaimValue], left_out: list[str]) -> list[ClaimValue]:
    """Return the values of which each source gives one; a source that gives several is told."""
    by_source: dict[str, list[ClaimValue]] = {}
    for one in values:
        rows = by_source.setdefault(one.source.path, [])
        if not any(one.value.agrees_with(other.value) for other in rows):
            rows.append(one)
    found = []
    for rows in by_source.values():
        rows = [one for one in rows if one.named] or rows
        if len(rows) == 1:
            found += rows
        else:
            said = ", ".join(one.value.text for one in rows)
            left_out.append(f"{rows[0].who} gives several values of {rows[0].thing.title}: {said}")
    return found


def _latest(values: Iterable[ClaimValue]) -> list[ClaimValue]:
    """Return the newest value of each thing that is in force."""
    found: dict[str, ClaimValue] = {}
    for one in sorted(values, key=lambda one: (not one.standing, one.day)):
        found[one.thing.slug] = one
    return [one for one in values if one is found.get(one.thing.slug)]


def _what_there_is(things: Iterable[ChartedThing], values: Sequence[ClaimValue]) -> str:
    """Return a sentence with quotes of the things that do give values."""
    names = {thing.slug for thing in things}
    quotes = dict.fromkeys(
        shorten(one.quote, 90) for one in values if one.thing.slug in names and one.sure
    )
    if not quotes:
        return "No claim about it gives an amount at all; `wiki search` finds what is said of it."
    return "Its claims give these: " + "; ".join(f"“{q}”" for q in [*quotes][:3]) + "."
