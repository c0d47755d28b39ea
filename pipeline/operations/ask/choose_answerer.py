"""Choose who answers: the model where there is a credential, else the embedded rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.messages.credentials import has_credential, missing_credential
from pipeline.core.model_call import StepCost
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Answerer, Examiner
from pipeline.operations.compile.choose_librarian import read_prices
from pipeline.operations.compile.prompt_files import prompt_texts

if TYPE_CHECKING:
    from pipeline.adapters.messages.chat import Chat

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
    if is_model_wanted(schema, wanted, environ):
        return _choose_model(schema, private, say, dollars)
    from pipeline.librarian.extractive.answerer import ExtractiveAnswerer

    told = note_of_fallback(schema, wanted, FALLBACK_NOTE)
    return AnswererChoice(ExtractiveAnswerer(schema.rules.language), notes=lambda: told)


def is_model_wanted(schema: Schema, wanted: str | None, environ: Mapping[str, str]) -> bool:
    """Tell whether a model is to be asked; `UserError` where it is and there is no credential."""
    name = wanted or schema.rules.librarian
    found = name != "extractive" and has_credential(environ)
    if name == "model" and not found:
        raise missing_credential()
    return found


def note_of_fallback(schema: Schema, wanted: str | None, note: str) -> tuple[str, ...]:
    """Return the note that the embedded rules work because no credential was found, if so."""
    return (note,) if (wanted or schema.rules.librarian) == "auto" else ()


def _choose_model(
    schema: Schema, private: Path, say: Callable[[str], None], dollars: float | None
) -> AnswererChoice:
    from pipeline.librarian.model.answerer import ModelAnswerer
    from pipeline.librarian.model.examiner import ModelExaminer

    most = dollars or schema.rules.budget.dollars_per_question
    seconds = SECONDS if dollars is None else LONG_SECONDS
    chat = open_question_chat(schema, private, most, "one question", seconds)
    models = {"route": schema.rules.models.route, "answer": schema.rules.models.answer}
    prompts = prompt_texts()
    answerer = ModelAnswerer(chat, prompts, models, say)
    examiner = ModelExaminer(chat, chat, prompts, schema.rules.models.support)
    return AnswererChoice(answerer, lambda: chat.costs, lambda: chat.notes, examiner)


def open_question_chat(
    schema: Schema, private: Path, dollars: float, task: str, seconds: float = SECONDS
) -> Chat:
    """Return a conversation with the model about one task, which may cost so much."""
    from pipeline.adapters.messages.budget import Budget
    from pipeline.adapters.messages.chat import Chat
    from pipeline.adapters.store.reply_cache import FolderCache

    return Chat(
        budget=Budget(dollars_per_question=dollars),
        deadline_seconds=seconds,
        prices=read_prices(schema),
        cache=FolderCache(private / "replies"),
        task=task,
    )
