"""The model referee, which asks a language model about pairs in batches.

Each reply is read strictly and asked for once more; a pair whose answer is still wrong is not
judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.model_call import Reply, Request
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.librarian import ModelChat
from pipeline.librarian.model.steps import judge as step
from pipeline.librarian.model.steps.prompts import Prompt

_TOO_LONG_STOPS = ("max_tokens", "model_context_window_exceeded")
PairVerdicts = list[Verdict | None]


class BatchChat(Protocol):
    """How first questions about batches are asked: directly, or through the Message Batches API."""

    def send_all(self, requests: Sequence[Request]) -> list[Reply | UserError]:
        """Ask all questions; what came of each stands in the order asked."""
        ...


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
        self._chat = chat
        self._batch_chat = batch_chat
        self._prompt = Prompt.parse(step.STEP, prompt)
        self._model = model
        self._say = say
        self._notes: dict[str, None] = {}
        self.judge_key = hashlib.sha256(f"{model}\n{prompt}".encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model

    @property
    def notes(self) -> tuple[str, ...]:
        """Why pairs were not judged, each reason once."""
        return tuple(self._notes)

    def judge(self, pairs: Sequence[Pair], schema: Schema) -> list[Verdict | None]:
        """Judge pairs, in their order; None stands for a pair that was not judged.

        The budget, the server or the reply may leave a pair unjudged.
        """
        batches = list(step.cut_batches(pairs))
        requests = [step.request(batch, self._prompt, self._model) for batch in batches]
        if batches:
            self._say(f"judging {len(pairs)} pairs, {len(batches)} requests")
        replies = self._batch_chat.send_all(requests)
        found: list[PairVerdicts] = []
        again: dict[int, Callable[[], PairVerdicts]] = {}
        for number, row in enumerate(zip(batches, requests, replies, strict=True)):
            kept, job = self._first(*row)
            found.append(kept)
            if job is not None:
                again[number] = job
        for number, result in zip(again, self._chat.run_all(list(again.values())), strict=True):
            found[number] = (
                result if isinstance(result, list) else self._noted(result, found[number])
            )
        if not any(any(batch) for batch in found):
            self._raise_if_shut_out(replies)
        return [verdict for batch in found for verdict in batch]

    def _first(
        self, pairs: Sequence[Pair], asked: Request, reply: Reply | UserError
    ) -> tuple[PairVerdicts, Callable[[], PairVerdicts] | None]:
        """Return what a first reply gives, and the job that asks for the rest, if there is one."""
        nothing: PairVerdicts = [None] * len(pairs)
        if isinstance(reply, UserError):
            return self._noted(reply, nothing), None
        if reply.stop != "end_turn":
            return nothing, partial(self._smaller, pairs, reply)
        verdicts = step.read(reply.text, pairs)
        job = partial(self._repaired, pairs, asked, reply, verdicts) if verdicts.missing else None
        return list(verdicts.found), job

    def _smaller(self, pairs: Sequence[Pair], reply: Reply) -> PairVerdicts:
        """Ask about halves, because one pair may be why a reply was cut off or refused."""
        if len(pairs) == 1:
            cut = reply.stop in _TOO_LONG_STOPS
            self._note(
                "The answer to a single pair was cut off." if cut else _refused(reply.category)
            )
            return [None]
        half = len(pairs) // 2
        return [verdict for part in (pairs[:half], pairs[half:]) for verdict in self._ask(part)]

    def _ask(self, pairs: Sequence[Pair]) -> PairVerdicts:
        request = step.request(pairs, self._prompt, self._model)
        try:
            found, job = self._first(pairs, request, self._chat.send(request))
            return job() if job else found
        except UserError as error:
            return self._noted(error, [None] * len(pairs))

    def _repaired(
        self, pairs: Sequence[Pair], asked: Request, reply: Reply, first: step.Verdicts
    ) -> PairVerdicts:
        again = step.repair_request(asked, reply.text, first, self._prompt)
        try:
            second = self._chat.send(again)
        except UserError as error:
            return self._noted(error, list(first.found))
        text = second.text if second.stop == "end_turn" else ""
        both = first.with_second(step.read(text, pairs, first.missing))
        if both.missing:
            self._note("A pair's answer was of no use, also when asked again.")
            self._chat.forget(asked)
            self._chat.forget(again)
        return list(both.found)

    def _noted(self, error: UserError, kept: PairVerdicts) -> PairVerdicts:
        self._note(str(error))
        return kept

    def _note(self, why: str) -> None:
        self._notes[why] = None

    def _raise_if_shut_out(self, replies: Sequence[Reply | UserError]) -> None:
        """Raise the error of a credential or an address that does not work.

        Its owner must mend it, and a run that judged nothing must say so.
        """
        for reply in replies:
            if isinstance(reply, UserError) and not isinstance(reply, BudgetError):
                raise reply


def _refused(category: str) -> str:
    return f"The model refused to judge a pair{f' ({category})' if category else ''}."
