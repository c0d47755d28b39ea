"""Ask a language model about many things of one kind, several in each request.

Each reply is read strictly and asked for once more; a thing whose answer is still wrong has none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from pipeline.core.errors import BudgetError, UserError
from pipeline.core.model_call import Reply, Request
from pipeline.core.text import counted
from pipeline.librarian.model.steps.numbered_rows import RowAnswers
from pipeline.librarian.model.strict_questions import ModelChat

T = TypeVar("T")
V = TypeVar("V")
MOST_NAMED = 2  # pages, in a line that follows the work
TOO_LONG_STOPS = ("max_tokens", "model_context_window_exceeded")


class BatchChat(Protocol):
    """How first questions about batches are asked: directly, or through the Message Batches API."""

    def send_all(
        self, requests: Sequence[Request], begin: Callable[[int], None] = ...
    ) -> list[Reply | UserError]:
        """Ask all questions; what came of each stands in the order asked.

        `begin` is told the place of each, counted from 0, before it is asked alone.
        """
        ...


class BatchStep(Protocol[T, V]):
    """A step that asks about several things at once; its reply has a row for each."""

    @property
    def noun(self) -> str:
        """What is asked about, such as "pair"."""
        ...

    def subject(self, thing: T) -> str:
        """Return the page of which a thing speaks, for whoever watches the work."""
        ...

    def cut(self, things: Sequence[T]) -> Iterator[list[T]]:
        """Cut things, in their order, into batches of what one request asks about."""
        ...

    def request(self, things: Sequence[T]) -> Request:
        """Ask about these things."""
        ...

    def read(
        self, text: str, things: Sequence[T], wanted: Collection[int] | None = None
    ) -> RowAnswers[V]:
        """Read a reply strictly; `wanted` are the numbers that were asked for, None means all."""
        ...

    def repair(self, asked: Request, reply: str, answers: RowAnswers[V]) -> Request:
        """Ask again for the things that have no answer yet."""
        ...


class BatchAsker(Generic[T, V]):
    """Asks one step about many things.

    `batch_chat` takes the first questions, and `chat` whatever has to be asked again: half a batch
    where a reply was cut off or refused, the same batch once where rows of its reply are wrong.
    """

    def __init__(
        self,
        chat: ModelChat,
        batch_chat: BatchChat,
        step: BatchStep[T, V],
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._batch_chat = batch_chat
        self._step = step
        self._say = say
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Why things have no answer, each reason once."""
        return tuple(self._notes)

    def ask(self, things: Sequence[T]) -> list[V | None]:
        """Ask about things, in their order; None stands for one that has no answer.

        The budget, the server or the reply may leave a thing without one. Where nothing at all is
        answered for another reason than the budget, the `UserError` is raised: its owner must mend
        a credential or an address that does not work.
        """
        batches = list(self._step.cut(things))
        requests = [self._step.request(batch) for batch in batches]
        if batches:
            asked = counted(len(things), self._step.noun)
            self._say(f"judging {asked}, {counted(len(batches), 'request')}")
        replies = self._batch_chat.send_all(requests, partial(self._say_which, batches))
        found: list[list[V | None]] = []
        again: dict[int, Callable[[], list[V | None]]] = {}
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
            _raise_if_shut_out(replies)
        return [answer for batch in found for answer in batch]

    def _say_which(self, batches: Sequence[Sequence[T]], number: int) -> None:
        """Say which things of how many are at hand, and of which pages they speak."""
        if len(batches) == 1:  # that has been said
            return
        batch, before = batches[number], sum(map(len, batches[:number]))
        pages = list(dict.fromkeys(self._step.subject(thing) for thing in batch))
        more = f" and {len(pages) - MOST_NAMED} more" if len(pages) > MOST_NAMED else ""
        of = f"{before + 1}–{before + len(batch)} of {sum(map(len, batches))}"
        named = ", ".join(pages[:MOST_NAMED])
        self._say(f"judging {self._step.noun}s {of}: {named}{more}")

    def _first(
        self, things: Sequence[T], asked: Request, reply: Reply | UserError
    ) -> tuple[list[V | None], Callable[[], list[V | None]] | None]:
        """Return what a first reply gives, and the job that asks for the rest, if there is one."""
        nothing: list[V | None] = [None] * len(things)
        if isinstance(reply, UserError):
            return self._noted(reply, nothing), None
        if reply.stop != "end_turn":
            return nothing, partial(self._smaller, things, reply)
        answers = self._step.read(reply.text, things)
        job = partial(self._repaired, things, asked, reply, answers) if answers.missing else None
        return list(answers.found), job

    def _smaller(self, things: Sequence[T], reply: Reply) -> list[V | None]:
        """Ask about halves, because one thing may be why a reply was cut off or refused."""
        if len(things) == 1:
            cut = reply.stop in TOO_LONG_STOPS
            noun = self._step.noun
            why = f" ({reply.category})" if reply.category else ""
            self._note(
                f"The answer to a single {noun} was cut off."
                if cut
                else f"The model refused to judge a {noun}{why}."
            )
            return [None]
        half = len(things) // 2
        return [answer for part in (things[:half], things[half:]) for answer in self._again(part)]

    def _again(self, things: Sequence[T]) -> list[V | None]:
        request = self._step.request(things)
        try:
            found, job = self._first(things, request, self._chat.send(request))
            return job() if job else found
        except UserError as error:
            return self._noted(error, [None] * len(things))

    def _repaired(
        self, things: Sequence[T], asked: Request, reply: Reply, first: RowAnswers[V]
    ) -> list[V | None]:
        again = self._step.repair(asked, reply.text, first)
        try:
            second = self._chat.send(again)
        except UserError as error:
            return self._noted(error, list(first.found))
        text = second.text if second.stop == "end_turn" else ""
        both = first.with_second(self._step.read(text, things, first.missing))
        if both.missing:
            self._note(f"A {self._step.noun}'s answer was of no use, also when asked again.")
            self._chat.forget(asked)
            self._chat.forget(again)
        return list(both.found)

    def _noted(self, error: UserError, kept: list[V | None]) -> list[V | None]:
        self._note(str(error))
        return kept

    def _note(self, why: str) -> None:
        self._notes[why] = None


def _raise_if_shut_out(replies: Sequence[Reply | UserError]) -> None:
    for reply in replies:
        if isinstance(reply, UserError) and not isinstance(reply, BudgetError):
            raise reply
