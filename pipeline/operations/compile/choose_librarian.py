"""Choose the librarian of a run: the model where there is a credential, else the embedded one.

`schema.md` can demand one of the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.adapters.messages.credentials import has_credential, missing_credential
from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.core.changes.feedback import Feedback
from pipeline.core.pricing import Price
from pipeline.core.values import Source
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Librarian
from pipeline.operations.compile.check_support import SupportCheck
from pipeline.operations.compile.choose_transcriber import TRANSCRIBE_PROMPT, choose_transcriber
from pipeline.operations.compile.compile import FEEDBACK_PROMPT, CompileRun
from pipeline.operations.compile.prompt_files import prompt_texts

if TYPE_CHECKING:
    from pipeline.adapters.messages.chat import Chat

JUDGE_PROMPT = "judge"  # the prompt of no compile: only a lint asks it
REWORD_PROMPT = "reword"  # the prompt of no compile: only a retraction asks it
ASK_PROMPTS = ("route", "answer", "report", "chart")
SUPPORT_PROMPTS = ("support", "repair_support")
FALLBACK_NOTE = (
    "No credential for a model was found, so the embedded librarian compiled this source"
    " (`librarian: auto` in schema.md)."
)

NO_FEEDBACK: Mapping[str, Feedback] = MappingProxyType({})


@dataclass(frozen=True)
class LibrarianChoice:
    """A librarian, and a function that prepares the run of each source."""

    librarian: Librarian
    run_for: Callable[[Source], CompileRun]
    spent: Callable[[], float] = lambda: 0.0  # dollars, in all of the run so far


def choose_librarian(
    schema: Schema,
    wanted: str | None,
    environ: Mapping[str, str],
    date: str,
    private: Path,
    say: Callable[[str, str], None],
    anew: bool = False,
    feedback: Mapping[str, Feedback] = NO_FEEDBACK,
    spent: float = 0.0,
) -> LibrarianChoice:
    """Return the librarian that `wanted`, else `schema.md`, names.

    `UserError` where that is `model` and there is no credential. `anew`: replies that were kept are
    not used. `feedback` is what reviewers ask for, by the path of the source. `spent`: dollars that
    earlier jobs of this run have taken.
    """
    name = wanted or schema.rules.librarian
    found = name != "extractive" and has_credential(environ)
    if name == "model" and not found:
        raise missing_credential()
    if found:
        return _choose_model(schema, date, private, say, anew, feedback, spent)
    notes = (FALLBACK_NOTE,) if name == "auto" else ()
    return _choose_extractive(schema, date, notes, say, feedback)


def _choose_extractive(
    schema: Schema,
    date: str,
    notes: tuple[str, ...],
    say: Callable[[str, str], None],
    feedback: Mapping[str, Feedback],
) -> LibrarianChoice:
    from pipeline.librarian.extractive import Extractive

    def run_for(source: Source) -> CompileRun:
        return CompileRun(
            date,
            notes=notes,
            say=lambda stage: say(source.path, stage),
            feedback=feedback.get(source.path),
            pictures=lambda: choose_transcriber(schema),
        )

    return LibrarianChoice(Extractive(), run_for)


def _choose_model(
    schema: Schema,
    date: str,
    private: Path,
    say: Callable[[str, str], None],
    anew: bool,
    feedback: Mapping[str, Feedback],
    spent: float,
) -> LibrarianChoice:
    from pipeline.adapters.store.support_verdicts import SupportCache
    from pipeline.librarian.model.examiner import ModelExaminer
    from pipeline.librarian.model.librarian import ModelLibrarian

    chat = open_chat(schema, private, anew, spent)
    prompts, model, of = prompt_texts(), schema.rules.models.support, schema.rules.support
    store = SupportCache(private / "support", reads=not anew)

    def run_for(source: Source) -> CompileRun:
        chat.begin_source()
        told = feedback.get(source.path)
        return CompileRun(
            date,
            prompts=prompt_hashes(
                bool(told and told.remarks), support=of != "off", pictures=bool(source.bare)
            ),
            pictures=lambda: choose_transcriber(schema, chat, prompts),
            costs=lambda: chat.costs,
            server_notes=lambda: chat.notes,
            say=lambda stage: say(source.path, stage),
            feedback=told,
            support=None
            if of == "off"
            else SupportCheck(ModelExaminer(chat, chat, prompts, model), of, store),
        )

    librarian = ModelLibrarian(chat, prompts, say=lambda text: say("", text))
    return LibrarianChoice(librarian, run_for, lambda: chat.budget.spent.dollars)


def open_chat(schema: Schema, private: Path, anew: bool = False, spent: float = 0.0) -> Chat:
    """Return a chat within the budget of schema.md.

    `anew` and `spent` are those of `choose_librarian`.
    """
    from pipeline.adapters.messages.budget import Budget
    from pipeline.adapters.messages.chat import Chat

    limits = schema.rules.budget
    budget = Budget(
        limits.dollars_per_run, limits.dollars_per_source, limits.tokens_per_source, spent
    )
    return Chat(
        budget=budget,
        deadline_seconds=limits.seconds_per_source,
        prices=read_prices(schema),
        cache=FolderCache(private / "replies", reads=not anew),
    )


def read_prices(schema: Schema) -> dict[str, Price]:
    """Return the prices that schema.md gives."""
    return {
        n: Price(p.input, p.output, p.cache_read, p.cache_write)
        for n, p in schema.rules.prices.items()
    }


def prompt_hashes(
    feedback: bool = False, support: bool = True, pictures: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return a short hash of every prompt that a compile uses, for the record in the proposal."""
    unused = {
        JUDGE_PROMPT,
        REWORD_PROMPT,
        *ASK_PROMPTS,
        *(() if feedback else (FEEDBACK_PROMPT,)),
        *(() if support else SUPPORT_PROMPTS),
        *(() if pictures else (TRANSCRIBE_PROMPT,)),
    }
    rows = sorted((name, text) for name, text in prompt_texts().items() if name not in unused)
    return tuple((name, hashlib.sha256(text.encode()).hexdigest()[:8]) for name, text in rows)
