"""The one adapter that calls the model: requests in, replies out, in a budget and a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar, get_args

from pipeline.adapters.messages.budget import Amount, Budget, Hold
from pipeline.adapters.messages.deadline import Deadline
from pipeline.adapters.processes.thread_pool import run_all
from pipeline.adapters.store.reply_cache import ReplyCache
from pipeline.core import strict_json
from pipeline.core.errors import UserError
from pipeline.core.model_call import (
    Feature,
    Reply,
    Request,
    StepCost,
    StopReason,
    Usage,
    digest_of_request,
    messages_body,
)
from pipeline.core.pricing import Price, add_cost, expected_usage, price_of_usage

if TYPE_CHECKING:
    from pipeline.adapters.messages.endpoint import Endpoint, ModelAnswer

T = TypeVar("T")
# A server may be silent for so long. The API sends pings; other servers prepare a prompt for
# minutes.
READ_SECONDS = 600.0
BACKOFF_SECONDS = 1.0  # before a reply that broke off is asked for again; doubled each time


@dataclass(frozen=True)
class KeptReply:
    """A whole reply as it is kept on disk."""

    model: str
    text: str


class Chat:
    """A conversation with one server. It may be used from several threads.

    One request goes this way: a reply that an earlier run kept is returned without a call.
    Otherwise the dearest it may cost is set aside in the budget, the call is made within the
    deadline, and what it took is settled, also where it broke off. Three refusals are answered
    here, because they say how to ask better: a feature that the server does not have is left out
    for that step from then on; a prompt that is too long becomes a reply with that stop reason, and
    the step asks for less; a reply that breaks off is asked for again, after 1, 2, 4, … seconds,
    `max_retries` times. Only a reply that the model ended by itself is kept. Requests of one kind
    are sent the first alone, then the others side by side, so that these find the prompt cache
    filled.
    """

    def __init__(
        self,
        *,
        budget: Budget,
        deadline_seconds: float,
        concurrency: int = 4,
        prices: Mapping[str, Price] | None = None,
        clock: Callable[[], float] = time.monotonic,
        cache: ReplyCache | None = None,
        max_retries: int = 3,
        read_seconds: float = READ_SECONDS,
        backoff_seconds: float = BACKOFF_SECONDS,
        task: str = "",
    ) -> None:
        self.budget = budget
        self._deadline = Deadline(deadline_seconds, clock, task)
        self._concurrency = concurrency
        self._prices = prices or {}
        self._cache = cache
        self._max_retries = max_retries
        self._read_seconds = read_seconds
        self._backoff_seconds = backoff_seconds
        self._lock = threading.Lock()
        self._endpoint: Endpoint | None = None
        self._without: dict[str, frozenset[Feature]] = {}  # by step
        self._notes: dict[str, None] = {}
        self._costs: dict[tuple[str, str], StepCost] = {}
        self._from_cache = 0

    def begin_source(self) -> None:
        """Start the deadline, the limits per source and the costs anew.

        What the server turned out not to support stays known.
        """
        self.budget.begin_source()
        self._deadline.restart()
        with self._lock:
            self._costs = {}
            self._from_cache = 0

    def looks_at_pictures(self) -> bool:
        """Tell whether the server is known to look at pictures.

        Others drop them without a word, and their models then invent what they did not see.
        """
        return self.connect().is_anthropics

    def close(self) -> None:
        """Close the connections; the next call makes new ones."""
        with self._lock:
            if self._endpoint is not None:
                self._endpoint.close()
            self._endpoint = None

    @property
    def costs(self) -> tuple[StepCost, ...]:
        """Return what this source has cost so far, by step and model, with calls that broke off."""
        return tuple(self._costs.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what the reader of the run must know.

        That is: features the server refused, unknown prices, and replies taken from the cache.
        """
        kept = (
            [f"Replies taken from the cache, at no cost: {self._from_cache}."]
            if self._from_cache
            else []
        )
        return (*self._notes, *kept)

    def send(self, request: Request) -> Reply:
        """Ask, and return the reply.

        `UserError` where there is none; `BudgetError` before a call that is too dear.
        """
        if kept := self.find_kept_reply(request):
            return kept
        reply = self._ask(request)
        self.keep_reply(request, reply)
        return reply

    def forget(self, request: Request) -> None:
        """Drop the kept reply to a request: it was whole but useless, and is to be asked again."""
        if self._cache is not None:
            self._cache.drop(digest_of_request(request))

    def send_all(
        self, requests: Sequence[Request], begin: Callable[[int], None] = lambda _: None
    ) -> list[Reply | UserError]:
        """Send each request by `send`, with the semantics of `run_all`.

        `begin` is told the place of each, counted from 0, before it is sent; from several threads.
        """

        def send(number: int) -> Reply:
            begin(number)
            return self.send(requests[number])

        return self.run_all([partial(send, number) for number in range(len(requests))])

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | UserError]:
        """Run jobs that send, the first alone and then the others, and return what came of each.

        The results stand in the order asked. The first job fills the prompt cache for the others.
        After a `BudgetError` or `RunStopped` nothing new begins, and that error is what comes of
        the rest. On an interrupt, calls under way stop at their next byte.
        """
        try:
            return run_all(jobs, self._concurrency)
        except BaseException:
            self._deadline.expire()
            raise

    def _ask(self, request: Request) -> Reply:
        from pipeline.adapters.messages import faults

        tries = 0
        while True:
            try:
                return self._ask_once(request)
            except faults.Unsupported as refused:
                self._do_without(request.step, refused.feature, refused.error)
            except faults.Overflow:
                return Reply("", "model_context_window_exceeded", Usage(), request.model)
            except faults.Cut as cut:
                tries += 1
                if tries > self._max_retries:
                    raise _error_for_broken_reply(request.step, cut.why, tries) from None
                self._pause(tries)

    def _ask_once(self, request: Request) -> Reply:
        endpoint = self.connect()
        usage = expected_usage(request)
        with self.budget.hold(request.step, self.price_usage(request, usage)) as hold:
            without = self._without.get(request.step, frozenset())
            answer = endpoint.ask(
                messages_body(request, without), partial(self._charge, request, hold)
            )
        return reply_of(request, answer)

    def connect(self) -> Endpoint:
        """Return the one client, which is made when it is first needed."""
        from pipeline.adapters.messages.endpoint import Endpoint

        with self._lock:
            if self._endpoint is None:
                self._endpoint = Endpoint(self._deadline, self._read_seconds, self._max_retries)
            return self._endpoint

    def _pause(self, tries: int) -> None:
        seconds = self._backoff_seconds * 2 ** (tries - 1)
        if seconds >= self._deadline.seconds_left():
            raise self._deadline.error_when_over(
                "The reply broke off, and there is no time to ask again"
            )
        time.sleep(seconds)

    def _do_without(self, step: str, feature: Feature, error: UserError) -> None:
        with self._lock:
            without = self._without.get(step, frozenset())
            if feature == "output_config.format":
                self._notes[
                    f"The server refused `{feature}` for {step}; its JSON was asked for in words."
                ] = None
            else:
                self._notes[
                    f"The server refused `{feature}` for {step}; nothing is cached between its"
                    " calls."
                ] = None
            self._without[step] = without | {feature}

    def price_usage(self, request: Request, usage: Usage, batched: bool = False) -> Amount:
        """Return what this usage costs; `UserError` where a limit in dollars lacks a price."""
        dollars = price_of_usage(request.model, usage, self._prices, batched)
        if dollars is None and self.budget.in_dollars:
            raise UserError(
                f"No price is known for the model “{request.model}”, so a budget in dollars cannot"
                " be held.",
                "Add it under `prices` in schema.md, in dollars per million tokens; 0 for a server"
                " of your own.",
            )
        if dollars is None:
            self._notes[
                f"No price is known for the model {request.model}; its cost is counted as 0."
            ] = None
        return Amount(dollars or 0.0, usage.input + usage.cached + usage.written + usage.output)

    def _charge(self, request: Request, hold: Hold, usage: Usage) -> None:
        hold.spent = self.price_usage(request, usage)
        self.count_cost(request, usage, hold.spent)

    def count_cost(self, request: Request, usage: Usage, spent: Amount) -> None:
        """Add what a call took to the costs."""
        with self._lock:
            add_cost(self._costs, StepCost(request.step, request.model, 1, usage, spent.dollars))

    def add_note(self, said: str) -> None:
        """Add a sentence to what the run reports, once."""
        with self._lock:
            self._notes[said] = None

    def find_kept_reply(self, request: Request) -> Reply | None:
        """Return the reply that an earlier run kept for the same request, if it can be read."""
        text = self._cache.get(digest_of_request(request)) if self._cache else None
        if text is None:
            return None
        try:
            said = strict_json.load(KeptReply, text).text
        except strict_json.WireError:  # not a file of ours
            return None
        with self._lock:
            self._from_cache += 1
        return Reply(said, "end_turn", Usage(), request.model)

    def keep_reply(self, request: Request, reply: Reply) -> None:
        """Keep a whole reply.

        A cache that cannot be written costs money, but no reply that was paid for is lost.
        """
        if self._cache is None or reply.stop != "end_turn":
            return
        try:
            self._cache.put(
                digest_of_request(request), strict_json.dump(KeptReply(reply.model, reply.text))
            )
        except OSError as error:
            self._notes[f"Replies could not be kept: {error.strerror}."] = None


def reply_of(request: Request, answer: ModelAnswer) -> Reply:
    """Return an answer as a reply; `UserError` where the model stopped for an unknown reason."""
    for stop in get_args(StopReason):
        if answer.stop == stop:
            return Reply(answer.text, stop, answer.usage, request.model, answer.category)
    raise UserError(
        f"The model stopped in {request.step} for a reason this program does not know:"
        f" “{answer.stop}”."
    )


def _error_for_broken_reply(step: str, why: str, tries: int) -> UserError:
    return UserError(
        f"The reply to {step} broke off {tries} times: {why}.",
        "Try again later; nothing of an unfinished reply is used.",
    )
