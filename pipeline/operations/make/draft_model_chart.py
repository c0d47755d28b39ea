"""`wiki make chart` where a model chooses: it is shown claims, and code keeps what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.core.answers.material import Material
from pipeline.core.charts.check_chart import choose_title, refuse_chart
from pipeline.core.charts.choice import timeline_of
from pipeline.core.charts.draft import (
    ChartDraft,
    amounts_by_label,
    object_to_draft,
    spec_of_draft,
)
from pipeline.core.charts.spec import LONGEST_TEXT, ChartForm
from pipeline.core.errors import UserError
from pipeline.core.reports.report import Report
from pipeline.core.text import shorten
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Answerer
from pipeline.operations.ask.ask import AskOptions, WikiToAsk, gather_for_report, read_question
from pipeline.operations.make.make_chart import report_of_chart

CHARACTERS = 20_000  # of statements from which claims that give amounts are shown

ChooseByModel = Callable[
    [str, Material, Mapping[str, tuple[str, ...]], Callable[[ChartDraft], list[str]]], ChartDraft
]
"""Drafts a chart of what is asked from a material, the quotes with amounts of it, and a check."""


def draft_model_chart(
    asked: WikiToAsk,
    text: str,
    answerer: Answerer,
    choose: ChooseByModel,
    pages: tuple[str, ...] = (),
) -> tuple[ChartDraft, Material]:
    """Return what a model chooses for a chart, and what it was shown.

    `UserError` where no claim of the pages gives an amount, or the model finds none to show.
    """
    question = read_question(text)
    options = AskOptions(characters=CHARACTERS, pages=pages)
    material = gather_for_report(asked, question, answerer, options)
    wiki = asked.snapshot.wiki
    quotes = amounts_by_label(material, wiki)
    if not quotes:
        raise UserError(
            f"No claim about this gives an amount: {question[:200]!r}.",
            "`wiki search` finds what is said of it.",
        )
    draft = choose(
        question,
        material,
        quotes,
        lambda one: object_to_draft(one, question, material, wiki),
    )
    if not draft.values:
        why = " ".join(draft.unknown) or "No values that can be compared were found."
        raise UserError(
            why[:600],
            "Ask for another quantity, or name pages: `--pages PAGE`. The dates of sources are"
            " shown by `--form timeline`.",
        )
    return draft, material


def draft_timeline(
    asked: WikiToAsk, text: str, answerer: Answerer, pages: tuple[str, ...] = ()
) -> Report:
    """Return the page of a timeline: the sources of the pages that are found for what is asked.

    The days are those of the records, so no values are chosen.
    """
    question = read_question(text)
    options = AskOptions(characters=CHARACTERS, pages=pages)
    material = gather_for_report(asked, question, answerer, options)
    wiki = asked.snapshot.wiki
    title = shorten(question.rstrip("?!. "), LONGEST_TEXT)
    spec = timeline_of(material.pages, title, material, wiki, question)
    spec = replace(choose_title(spec, (title, "Sources by date"), material), form="timeline")
    refuse_chart(spec, material)
    return report_of_chart(spec, material, (), wiki)


def report_of_chart_draft(
    draft: ChartDraft, asked: str, form: ChartForm | None, material: Material, wiki: Wiki
) -> Report:
    """Return the page of what holds of a model's chart; `UserError` where nothing does."""
    question = read_question(asked)
    spec, struck = spec_of_draft(draft, question, form, material, wiki)
    refuse_chart(spec, material)
    told = tuple(f"struck: {one}" for one in struck)
    return report_of_chart(spec, material, (*told, *draft.unknown), wiki)
