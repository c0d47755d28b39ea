"""The model rewriter, which asks a language model for new words of what a retraction leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.core.model_call import Request
from pipeline.core.upkeep.remnant import Remnant
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.ask_in_batches import BatchAsker, BatchChat
from pipeline.librarian.model.steps import reword as step
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, repair_rows
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat


class _RewordStep:
    """The step `reword` with its prompt and the rules of the wiki."""

    noun = "statement"

    def __init__(self, prompt: str, schema: Schema) -> None:
        self._prompt = Prompt.parse(step.STEP, prompt)
        self._schema = schema

    def subject(self, thing: Remnant) -> str:
        return thing.slug

    def cut(self, things: Sequence[Remnant]) -> Iterator[list[Remnant]]:
        return step.cut_batches(things)

    def request(self, things: Sequence[Remnant]) -> Request:
        return step.request(things, self._prompt, self._schema)

    def read(
        self, text: str, things: Sequence[Remnant], wanted: Collection[int] | None = None
    ) -> RowAnswers[str]:
        return step.read(text, things, wanted)

    def repair(self, asked: Request, reply: str, answers: RowAnswers[str]) -> Request:
        return repair_rows(asked, reply, answers, self._prompt)


class ModelRewriter:
    """Whoever words remnants anew: a language model, with the prompt file of its one step."""

    def __init__(self, chat: ModelChat, batch_chat: BatchChat, prompt: str, schema: Schema) -> None:
        self._asker = BatchAsker(chat, batch_chat, _RewordStep(prompt, schema))

    @property
    def notes(self) -> tuple[str, ...]:
        """Why remnants were not worded anew, each reason once."""
        return self._asker.notes

    def reword(self, remnants: Sequence[Remnant]) -> list[str | None]:
        """Return the new words of each, "" where nothing is left to say.

        None stands for one that nobody words anew: the budget ended, or the reply was of no use.
        `UserError` where the server cannot be asked.
        """
        return self._asker.ask(remnants)
