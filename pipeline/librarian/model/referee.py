"""The model referee, which asks a language model about pairs in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence

from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.model_call import Request
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.ask_in_batches import BatchAsker, BatchChat
from pipeline.librarian.model.steps import judge as step
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, repair_rows
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat


class _JudgeStep:
    """The step `judge` with its prompt and model."""

    noun = "pair"

    def __init__(self, prompt: str, model: str) -> None:
        self._prompt = Prompt.parse(step.STEP, prompt)
        self._model = model

    def subject(self, thing: Pair) -> str:
        return thing.a.slug

    def cut(self, things: Sequence[Pair]) -> Iterator[list[Pair]]:
        return step.cut_batches(things)

    def request(self, things: Sequence[Pair]) -> Request:
        return step.request(things, self._prompt, self._model)

    def read(
        self, text: str, things: Sequence[Pair], wanted: Collection[int] | None = None
    ) -> RowAnswers[Verdict]:
        return step.read(text, things, wanted)

    def repair(self, asked: Request, reply: str, answers: RowAnswers[Verdict]) -> Request:
        return repair_rows(asked, reply, answers, self._prompt)


class ModelReferee:
    """The referee that asks a language model.

    `batch_chat` takes the first questions, and `chat` whatever has to be asked again.
    """

    def __init__(
        self,
        chat: ModelChat,
        batch_chat: BatchChat,
        prompt: str,
        model: str,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._asker = BatchAsker(chat, batch_chat, _JudgeStep(prompt, model), say)
        self._model = model
        self.judge_key = hashlib.sha256(f"{model}\n{prompt}".encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model

    @property
    def notes(self) -> tuple[str, ...]:
        """Why pairs were not judged, each reason once."""
        return self._asker.notes

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge pairs, in their order; None stands for a pair that was not judged.

        The budget, the server or the reply may leave a pair unjudged.
        """
        return self._asker.ask(pairs)
