"""Choose who answers: the model where there is a credential, else the embedded rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.messages.credentials import has_credential, missing_credential
from pipeline.core.model_call import StepCost
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Answerer, Examiner
from pipeline.operations.compile.choose_librarian import read_prices
from pipeline.operations.compile.prompt_files import prompt_texts

LONG_SECONDS = 3_600.0  # for many questions, one after the other
SECONDS = 300.0  # for the questions to the model that one question takes
FALLBACK_NOTE = (
    "No credential for a model was found, so the embedded librarian answered (`librarian: auto` in"
    " schema.md): it gives statements of the wiki, and words nothing of its own."
)


@dataclass(frozen=True)
class AnswererChoice:
    """Who answers, what it has cost so far, and what is to be said of it.

    `examiner` judges the support of an answer; the embedded rules need none, for they word nothing.
    """

    answerer: Answerer
    bill: Callable[[], tuple[StepCost, ...]] = lambda: ()
    notes: Callable[[], tuple[str, ...]] = lambda: ()
    examiner: Examiner | None = None


def choose_answerer(
    schema: Schema,
    wanted: str | None,
    environ: Mapping[str, str],
    private: Path,
    say: Callable[[str], None] = lambda _: None,
    dollars: float | None = None,
) -> AnswererChoice:
    """Return the answerer that `wanted`, else `schema.md`, names.

    `dollars` are what all questions to it may cost; without it, what schema.md allows for one.
    `UserError` where that is `model` and there is no credential.
    """
    name = wanted or schema.rules.librarian
    found = name != "extractive" and has_credential(environ)
    if name == "model" and not found:
        raise missing_credential()
    if found:
        return _choose_model(schema, private, say, dollars)
    from pipeline.librarian.extractive.answerer import ExtractiveAnswerer

    told = (FALLBACK_NOTE,) if name == "auto" else ()
    return AnswererChoice(ExtractiveAnswerer(schema.rules.language), notes=lambda: told)


def _choose_model(
    schema: Schema, private: Path, say: Callable[[str], None], dollars: float | None
) -> AnswererChoice:
    from pipeline.adapters.messages.budget import Budget
    from pipeline.adapters.messages.chat import Chat
    from pipeline.adapters.store.reply_cache import FolderCache
    from pipeline.librarian.model.answerer import ModelAnswerer
    from pipeline.librarian.model.examiner import ModelExaminer

    chat = Chat(
        budget=Budget(dollars_per_question=dollars or schema.rules.budget.dollars_per_question),
        deadline_seconds=SECONDS if dollars is None else LONG_SECONDS,
        prices=read_prices(schema),
        cache=FolderCache(private / "replies"),
        task="one question",
    )
    models = {"route": schema.rules.models.route, "answer": schema.rules.models.answer}
    prompts = prompt_texts()
    answerer = ModelAnswerer(chat, prompts, models, say)
    examiner = ModelExaminer(chat, chat, prompts, schema.rules.models.support)
    return AnswererChoice(answerer, lambda: chat.costs, lambda: chat.notes, examiner)
