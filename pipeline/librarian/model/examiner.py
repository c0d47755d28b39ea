"""The model examiner, which asks a language model whether quotes support their statements."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pipeline.core.errors import UserError
from pipeline.core.model_call import Request
from pipeline.core.support.item import Doubtful, SupportItem, SupportVerdict
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.ask_in_batches import BatchAsker, BatchChat
from pipeline.librarian.model.steps import repair_support
from pipeline.librarian.model.steps import support as step
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, repair_rows
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat


class _SupportStep:
    """The step `support` with its prompt and model."""

    noun = "statement"

    def __init__(self, prompt: str, model: str) -> None:
        self._prompt = Prompt.parse(step.STEP, prompt)
        self._model = model

    def subject(self, thing: SupportItem) -> str:
        return thing.slug

    def cut(self, things: Sequence[SupportItem]) -> Iterator[list[SupportItem]]:
        return step.cut_batches(things)

    def request(self, things: Sequence[SupportItem]) -> Request:
        return step.request(things, self._prompt, self._model)

    def read(
        self, text: str, things: Sequence[SupportItem], wanted: Collection[int] | None = None
    ) -> RowAnswers[SupportVerdict]:
        return step.read(text, things, wanted)

    def repair(self, asked: Request, reply: str, answers: RowAnswers[SupportVerdict]) -> Request:
        return repair_rows(asked, reply, answers, self._prompt)


class ModelExaminer:
    """The examiner that asks a language model, with the prompt file of each of its steps.

    `batch_chat` takes the first questions, and `chat` whatever has to be asked again.
    """

    def __init__(
        self,
        chat: ModelChat,
        batch_chat: BatchChat,
        prompts: Mapping[str, str],
        model: str,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._asker = BatchAsker(chat, batch_chat, _SupportStep(prompts[step.STEP], model), say)
        self._repair = Prompt.parse(repair_support.STEP, prompts[repair_support.STEP])
        self.examiner_key = hashlib.sha256(f"{model}\n{prompts[step.STEP]}".encode()).hexdigest()[
            :16
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """Why statements were not examined, each reason once."""
        return self._asker.notes

    def examine(self, items: Sequence[SupportItem]) -> list[SupportVerdict | None]:
        """Say of each statement, in their order, whether its quotes support it.

        None stands for one that was not examined.
        """
        return self._asker.ask(items)

    def reword(
        self,
        title: str,
        doubtful: Sequence[Doubtful],
        citations: Mapping[str, Citation],
        schema: Schema,
    ) -> dict[str, str]:
        """Return other words for doubtful statements of one page, by their words of now.

        One that is not among them stays as it is. `UserError` where the model cannot be asked.
        """
        asked = repair_support.request(title, doubtful, citations, self._repair, schema)
        reply = self._chat.send(asked)
        if reply.stop != "end_turn":
            raise UserError(f"The reply to {repair_support.STEP} was not whole: {reply.stop}.", "")
        return repair_support.read(reply.text, doubtful, citations)
