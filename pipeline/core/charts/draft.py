"""A chart as a model drafts it: values of claims, by their marks. What they are, the quotes say.

A model names a mark, the value as its quote has it, and what it is of. Day, source, unit, and what
the value replaced come from the claim; what cannot be found there is struck, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.core.answers.material import Material
from pipeline.core.charts.check_chart import (
    choose_title,
    is_named,
    object_to_title,
    object_to_value,
)
from pipeline.core.charts.choice import ChartChoice, keep_one_unit, spec_of_choice
from pipeline.core.charts.claim_values import ChartedThing, ClaimValue, QuotedValues
from pipeline.core.charts.spec import LONGEST_TEXT, ChartData, ChartForm, ChartSpec
from pipeline.core.errors import UserError
from pipeline.core.name_keys import slug_of
from pipeline.core.text import normalise, shorten
from pipeline.core.wiki.wiki import Wiki

DraftedForm = Literal["line", "bar", "grouped", "scatter", "table"]
MOST_DRAFTED = 60
_LONGEST_NAME = 100  # characters of a quantity, or of what a value is of
_NOT_PLAIN = "[]<>|`"


@dataclass(frozen=True)
class DraftedValue:
    """One value that is to be shown.

    `written` is how a quote of the claim `label` has it, and `of` the thing that it is of, by a
    name of its page or in its quote. `across_label` and `across_written` are the same of the other
    quantity, for a scatter.
    """

    label: str
    written: str
    of: str
    across_label: str = ""
    across_written: str = ""


@dataclass(frozen=True)
class ChartDraft:
    """What a model chooses for a chart; `unknown` says what the claims do not give."""

    title: str
    form: DraftedForm
    quantity: str
    values: tuple[DraftedValue, ...] = ()
    across_quantity: str = ""
    unknown: tuple[str, ...] = ()


def spec_of_draft(
    draft: ChartDraft, asked: str, form: ChartForm | None, material: Material, wiki: Wiki
) -> tuple[ChartSpec, tuple[str, ...]]:
    """Return the chart of what holds of a draft, and what was struck, with the reasons.

    `form` is how somebody wants it shown. `UserError` where nothing is left.
    """
    struck: list[str] = []
    kind: ChartForm = form if form and form != "timeline" else draft.form
    pairs = [*_held(draft, kind, material, wiki, struck)]
    values = keep_one_unit([one for one, _ in pairs], struck)
    if not values:
        raise UserError(_NOTHING + "; ".join(struck[:3]), _ASK_OTHERWISE)
    across = keep_one_unit([other for one, other in pairs if other and one in values], struck)
    choice = ChartChoice(
        kind, asked, _plain(draft.quantity), tuple(values), tuple(across),
        _plain(draft.across_quantity),
    )  # fmt: skip
    spec = spec_of_choice(choice, asked)
    kept = []
    for one in spec.values:
        wrong = next(object_to_value(one, spec, material), "")
        if wrong:
            struck.append(f"{one.written}: {wrong}")
        else:
            kept.append(one)
    if not kept:
        raise UserError(_NOTHING + "; ".join(struck[:3]), _ASK_OTHERWISE)
    spec = replace(spec, data=ChartData(tuple(kept)), form=form or "", chosen_by="model")
    return _titled(spec, draft, material), tuple(dict.fromkeys(struck))


_NOTHING = "Nothing that could be shown to stand in a quote is left of the chart: "
_ASK_OTHERWISE = (
    "Name the quantity and the thing in the words of the pages: `gas cost of SLOAD`."
    " `wiki search` finds them."
)


def object_to_draft(draft: ChartDraft, asked: str, material: Material, wiki: Wiki) -> list[str]:
    """Return what is wrong with a draft, one sentence each, for whoever made it."""
    if not draft.values:
        return []
    try:
        spec, struck = spec_of_draft(draft, asked, None, material, wiki)
    except UserError as error:
        return [error.message]
    title = _plain(draft.title, LONGEST_TEXT)
    of_title = [] if spec.title == title else [f"the title “{shorten(title, 60)}” holds a value"]
    return [*struck, *of_title]


def _held(
    draft: ChartDraft, form: ChartForm, material: Material, wiki: Wiki, struck: list[str]
) -> Iterator[tuple[ClaimValue, ClaimValue | None]]:
    """Yield the values that stand in the quotes that they are said to, each once."""
    quoted = QuotedValues(material, wiki)
    seen: set[tuple[str, str, int]] = set()
    for row in draft.values[:MOST_DRAFTED]:
        found = _find(row.label, row.written, row.of, quoted, material)
        other = None
        if isinstance(found, ClaimValue) and form == "scatter":
            second = _find(row.across_label, row.across_written, row.of, quoted, material)
            if isinstance(second, str):
                found = second
            else:
                other = second
        if isinstance(found, ClaimValue) and form == "line" and not found.day:
            found = f"{found.who} has no date, so it has no place in a line over time"
        if isinstance(found, str):
            struck.append(f"{shorten(f'{row.written} of {row.of} ({row.label})', 80)}: {found}")
            continue
        key = (found.thing.slug, found.label, found.value.start)
        if key not in seen:
            seen.add(key)
            yield found, other


def _find(
    label: str, written: str, of: str, quoted: QuotedValues, material: Material
) -> ClaimValue | str:
    """Return the value of a claim that is written so, or why it is none."""
    if label not in material.citations:
        return "no such mark is shown"
    name = _plain(of)
    if not name or not slug_of(name):
        return "it does not say what it is of"
    if not is_named(name, [label], material):
        return f"“{shorten(name, 60)}” is named neither by its claims nor by their pages"
    said = normalise(written).strip("` ")
    values = quoted.of_claim(ChartedThing(slug_of(name), name, (name,)), label)
    fitting = [one for one in values if said and _is_written(one, said)]
    if not fitting:
        return quoted.why_none(label) or f"no quote of {label} gives “{shorten(said, 40)}” as it is"
    best = next((one for one in fitting if one.sure), fitting[0])
    if best.named and not best.sure and quoted.names_others(best):
        return "its quote names several things, and the value seems to be of another"
    return best


def _is_written(one: ClaimValue, said: str) -> bool:
    own = one.value.text.strip()
    return said == own or (said.startswith(own) and one.quote[one.value.start :].startswith(said))


def _titled(spec: ChartSpec, draft: ChartDraft, material: Material) -> ChartSpec:
    """Return the chart with the model's title, or one of plain words where that gives a value."""
    if [*object_to_title(replace(spec, title=""), material)]:  # the words along its axes
        x, y = spec.encoding.x, spec.encoding.y
        x = x if x.type == "temporal" else replace(x, title="")
        spec = replace(spec, encoding=replace(spec.encoding, x=x, y=replace(y, title="")))
    things = dict.fromkeys(one.of for one in draft.values)
    plain = f"{draft.quantity} of {', '.join(things)}"
    titles = [_plain(title, LONGEST_TEXT) for title in (draft.title, plain, draft.quantity)]
    return choose_title(spec, titles, material)


def _plain(text: str, limit: int = _LONGEST_NAME) -> str:
    plain = "".join(" " if sign in _NOT_PLAIN else sign for sign in text)
    return shorten(normalise(plain), limit)


def amounts_by_label(material: Material, wiki: Wiki) -> Mapping[str, tuple[str, ...]]:
    """Return the quotes of each mark that hold an amount which can be drawn, by the marks."""
    quoted = QuotedValues(material, wiki)
    return {label: quotes for label in material.by_label if (quotes := quoted.with_amounts(label))}
