"""Hold a chart against the quotes of its claims: values, days, names, and whether they compare.

A spec may come from a person, a model or an earlier wiki, so nothing of it is believed. What does
not hold is said, a sentence each, and such a chart is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence
from pipeline.core.answers.closure import objections_to
from pipeline.core.answers.material import Material
from pipeline.core.charts.spec import ChartSpec, Datum
from pipeline.core.charts.units import value_in_unit
from pipeline.core.errors import UserError
from pipeline.core.language.measures import Measure, measures
from pipeline.core.search_words import search_words
from pipeline.core.text import shorten

_EXACT = 1e-9  # of a value: what writing it with digits may lose
_MOST_SAID = 5


def refuse_chart(spec: ChartSpec, material: Material) -> None:
    """Raise `UserError` where a chart does not hold on the wiki as it is."""
    wrong = [*object_to_chart(spec, material)]
    if wrong:
        more = f" and {len(wrong) - _MOST_SAID} more" if len(wrong) > _MOST_SAID else ""
        raise UserError(
            f"The chart “{shorten(spec.title, 100)}” does not hold: "
            f"{'; '.join(wrong[:_MOST_SAID])}{more}.",
            "Mend the spec, or ask for the chart anew.",
        )


def object_to_chart(spec: ChartSpec, material: Material) -> Iterator[str]:
    """Yield what of a chart does not stand in what its claims quote."""
    for number, one in enumerate(spec.values, 1):
        for why in object_to_value(one, spec, material):
            yield f"value {number} ({_shown(one)}): {why}"
    yield from object_to_title(spec, material)


def _shown(one: Datum) -> str:
    return shorten(" ".join(filter(None, (one.written, one.name or one.series, one.day))), 60)


def object_to_value(one: Datum, spec: ChartSpec, material: Material) -> Iterator[str]:
    """Yield what of one value does not stand in what its claims quote."""
    unknown = [label for label in one.claims if label not in material.citations]
    if unknown or not one.claims:
        yield f"no page cites {', '.join(unknown) or 'anything for it'}"
        return
    quotes = [q.text for label in one.claims for q in material.citations[label].quotes]
    unit = spec.encoding.y.unit
    if one.value is not None and not _stands(one.value, one.written, unit, quotes):
        yield f"no quote of {', '.join(one.claims)} says {one.written}{_in(unit)}"
    along = spec.encoding.x.unit
    if one.across is not None and not _stands(one.across, one.across_written, along, quotes):
        yield f"no quote of {', '.join(one.claims)} says {one.across_written}{_in(along)}"
    if one.day and not _is_day(one, quotes, material):
        yield f"neither its source nor its quote is of {one.day}"
    for text in (one.series, one.source, one.name if one.value is not None else ""):
        if text and not is_named(text, one.claims, material):
            yield f"“{shorten(text, 60)}” is named neither by its claims nor by their pages"
    if one.value is None:
        draft = AnswerDraft("answered", (AnswerSentence(one.name, one.claims),))
        sources = {record.title for record in material.records_of(one.claims)}
        if one.name not in sources:
            yield from objections_to(draft, material).values()


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""


def _stands(number: float, written: str, unit: str, quotes: list[str]) -> bool:
    """Tell whether a quote holds a value as it is written, and the drawn number is that value."""
    found: list[Measure] = [m for quote in quotes for m in measures(quote)]
    for value in found:
        if value.text.strip() != written.strip():
            continue
        there = value_in_unit(value, unit)
        if there is not None and abs(there - number) <= _EXACT * max(abs(there), abs(number)):
            return True
    return False


def _is_day(one: Datum, quotes: list[str], material: Material) -> bool:
    records = material.records_of(one.claims)
    days = {day for record in records for day in (record.published, record.effective) if day}
    return one.day in days or any(
        value.kind == "date" and value.written == one.day
        for quote in quotes
        for value in measures(quote)
    )


def is_named(name: str, labels: Sequence[str], material: Material) -> bool:
    """Tell whether claims, their sources or the pages that state them hold all words of a name."""
    quotes = [q.text for label in labels for q in material.citations[label].quotes]
    told = {word for text in (*quotes, *_told(labels, material)) for word in search_words(text)}
    if not name.endswith("…"):  # a name that was cut may end within a word
        return {*search_words(name)} <= told
    *words, last = search_words(name) or [""]
    return {*words} <= told and any(word.startswith(last) for word in told)


def _told(labels: Sequence[str], material: Material) -> Iterator[str]:
    """Yield the texts beside its quotes in which a name that a chart shows may stand."""
    for record in material.records_of(labels):
        yield from record.told
        page = material.page_by_slug.get(record.slug)
        yield from page.aliases if page else ()
    for label in labels:
        yield label.replace("-", " ")
        for said in material.by_label.get(label, ()):
            page = material.page_by_slug[said.slug]
            yield from (said.plain, said.heading, page.title, *page.aliases)


def choose_title(spec: ChartSpec, titles: Sequence[str], material: Material) -> ChartSpec:
    """Return the chart under the first title that names no value but those of its claims.

    Where none does, its own stays.
    """
    for title in titles:
        titled = replace(spec, title=title)
        if title and not [*object_to_title(titled, material)]:
            return titled
    return spec


def object_to_title(spec: ChartSpec, material: Material) -> Iterator[str]:
    """Yield where the words around a chart give a value that stands in none of its quotes."""
    for text in (spec.title, spec.encoding.x.title, spec.encoding.y.title):
        names = {word for word in search_words(text) if any(map(str.isdigit, word))}
        told = {
            word
            for one in spec.values
            for label in one.claims
            if label in material.citations
            for quote in (
                *(q.text for q in material.citations[label].quotes),
                *_told(one.claims, material),
            )
            for word in search_words(quote)
        }
        if names - told:
            strange = ", ".join(sorted(names - told))
            yield f"“{shorten(text, 60)}” names {strange}, which no claim does"
