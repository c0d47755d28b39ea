"""Choose who drafts a report: the model where there is a credential, else the embedded rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.model_call import StepCost
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Answerer, Reporter
from pipeline.operations.ask.choose_answerer import (
    is_model_wanted,
    note_of_fallback,
    open_question_chat,
)
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.operations.make.draft_model_chart import ChooseByModel

FALLBACK_NOTE = (
    "No credential for a model was found, so the embedded librarian made this (`librarian: auto` in"
    " schema.md): it gives statements of the wiki, and words nothing of its own."
)


@dataclass(frozen=True)
class ReporterChoice:
    """Who finds the pages and who drafts, what they have cost so far, and what is to be said.

    `draft_chart` is the model that chooses the values of a chart; None where code does.
    """

    answerer: Answerer
    reporter: Reporter
    draft_chart: ChooseByModel | None = None
    bill: Callable[[], tuple[StepCost, ...]] = lambda: ()
    notes: Callable[[], tuple[str, ...]] = lambda: ()


def choose_reporter(
    schema: Schema,
    wanted: str | None,
    environ: Mapping[str, str],
    private: Path,
    say: Callable[[str], None] = lambda _: None,
) -> ReporterChoice:
    """Return the reporter that `wanted`, else `schema.md`, names.

    `UserError` where that is `model` and there is no credential.
    """
    if not is_model_wanted(schema, wanted, environ):
        from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
        from pipeline.librarian.extractive.outputs.reporter import ExtractiveReporter

        language = schema.rules.language
        told = note_of_fallback(schema, wanted, FALLBACK_NOTE)
        return ReporterChoice(
            ExtractiveAnswerer(language), ExtractiveReporter(language), notes=lambda: told
        )
    from pipeline.librarian.model.answerer import ModelAnswerer
    from pipeline.librarian.model.reporter import ModelReporter

    models, prompts = schema.rules.models, prompt_texts()
    chat = open_question_chat(schema, private, schema.rules.budget.dollars_per_report, "one report")
    answerer = ModelAnswerer(chat, prompts, {"route": models.route, "answer": models.answer}, say)
    reporter = ModelReporter(chat, prompts, models.report, say)
    return ReporterChoice(
        answerer, reporter, reporter.draft_chart, lambda: chat.costs, lambda: chat.notes
    )
