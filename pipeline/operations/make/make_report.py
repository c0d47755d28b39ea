"""`wiki make report`: draft a report from the statements of pages, check it, and add its charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from pipeline.core.answers.material import Material
from pipeline.core.charts.spec import ChartSpec
from pipeline.core.errors import UserError
from pipeline.core.reports.draft import MOST_CHARTS, ReportDraft, object_to_report, strike_out
from pipeline.core.reports.report import Report, disputes_of
from pipeline.core.reports.report_page import slug_for
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Answerer, Reporter
from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
from pipeline.operations.ask.ask import AskOptions, WikiToAsk, gather_for_report, read_question
from pipeline.operations.make.make_chart import chart_words, make_chart, pages_stating_labels

# of statements: the embedded rules pay nothing for text, a model chooses of twice what answers take
CHARACTERS = {"model": 14_000, "extractive": 30_000}
_NO_THINGS = (SUMMARY_TYPE, COMPARISON_TYPE, *REPEATING_TYPES)
_MOST_OWN_CHARTS = 2  # of a report that no model drafts
_LEAST_VALUES = 2  # that a chart of a report shows


def make_report(
    asked: WikiToAsk,
    text: str,
    answerer: Answerer,
    reporter: Reporter,
    pages: tuple[str, ...] = (),
) -> Report:
    """Return the report on what is asked, from these pages or those that are found for it.

    What does not hold is struck. `UserError` where nothing is left.
    """
    question = read_question(text)
    options = AskOptions(characters=CHARACTERS[reporter.name], pages=pages)
    material = gather_for_report(asked, question, answerer, options)
    draft = reporter.draft_report(question, material, lambda one: object_to_report(one, material))
    if reporter.name == "extractive":
        draft = replace(draft, charts=tuple(_charts_of_question(question, material, asked)))
    return report_of_draft(draft, question, material, asked.snapshot.wiki)


def _charts_of_question(question: str, material: Material, asked: WikiToAsk) -> Iterator[str]:
    """Yield the charts that a report without a model has: of the question, else of its pages."""
    wiki = asked.snapshot.wiki
    things = [page.slug for page in material.pages if page.type not in _NO_THINGS]
    yield from islice(chart_words(question, things, wiki), _MOST_OWN_CHARTS)


def report_of_draft(draft: ReportDraft, question: str, material: Material, wiki: Wiki) -> Report:
    """Return the report that a draft leaves: what holds of it, with charts and disputes."""
    held, struck = strike_out(draft, material)
    if not held.summary:
        raise UserError(
            "Nothing that could be shown to stand in the wiki is left of the report.",
            "Ask otherwise, or name pages: `--pages PAGE`. `wiki search` finds them.",
        )
    charts, more, told = _charts(held, wiki)
    whole = join_materials(material, more)
    disputed = disputes_of(material, wiki)
    slug = slug_for("report", question, held.title, wiki)
    named = _names_of_charts(charts, slug)
    report = Report("report", question, held, whole, named, disputed, struck, told)
    found = pages_stating_labels(report.labels, whole)
    return Report("report", question, held, whole, named, disputed, struck, told, found)


def _charts(
    draft: ReportDraft, wiki: Wiki
) -> tuple[list[ChartSpec], list[Material], tuple[str, ...]]:
    """Return the charts that a draft asks for, as far as claims give their values."""
    specs: list[ChartSpec] = []
    materials: list[Material] = []
    told = []
    for text in draft.charts[:MOST_CHARTS]:
        try:
            spec, material, left_out = make_chart(text, None, wiki, choose_chart_values)
        except UserError as error:
            told.append(f"no chart “{text}”: {error.message}")
            continue
        values = {(one.day, one.name, one.value) for one in spec.values if not one.until}
        same = any(one.labels == spec.labels for one in specs)
        if len(values) >= _LEAST_VALUES and not same:
            specs.append(spec)
            materials.append(material)
            told += [f"not in the chart “{spec.title}”: {why}" for why in left_out]
    return specs, materials, tuple(told)


def _names_of_charts(charts: list[ChartSpec], slug: str) -> tuple[tuple[str, ChartSpec], ...]:
    """Return the charts with names for their files, which begin as that of the page does."""
    return tuple((f"{slug}-{number}", spec) for number, spec in enumerate(charts, 1))


def join_materials(first: Material, more: list[Material]) -> Material:
    """Return several materials as one, each page once and as whole as it is in any of them."""
    pages = {page.slug: page for one in (first, *more) for page in one.pages}
    known = {label: c for one in (*more, first) for label, c in one.citations.items()}
    sources = {source.path: source for one in (first, *more) for source in one.sources}
    return Material(tuple(pages.values()), known, tuple(sources.values()))
