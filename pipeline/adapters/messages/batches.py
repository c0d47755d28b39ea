"""Ask the model in batches at half the price, and find a batch again after the run was killed.

A batch that was handed in is noted in a folder until its results are read. A run that finds such a
note waits for that batch, and pays for nothing twice; what could be read of it is in the reply
cache. Between the moment in which the server takes a batch and the note, a kill loses it, because
the API names no batch by what it asks.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.adapters.messages.budget import Amount, Hold
from pipeline.adapters.messages.chat import Chat, reply_of
from pipeline.adapters.messages.credentials import AccessError
from pipeline.core import strict_json
from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Request, Usage, digest_of_request, messages_body
from pipeline.core.pricing import expected_usage
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.messages.batch_calls import BatchCalls, BatchItem

# Most batches end within the hour. The minutes of a job that waits are paid as well.
BATCH_SECONDS = 65 * 60.0
GRACE_SECONDS = 120.0  # seconds that a cancelled batch has to end
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0  # seconds between two looks at a batch
MOST_REQUESTS = 10_000  # the API takes ten times as many, and 256 MB
MOST_TRIES = 4  # to hand in, to look, to read results
MOST_NOTE_BYTES = 2_000_000  # bytes of a note
_BATCH = re.compile(r"[A-Za-z0-9_-]{1,100}")
# A cache entry is written at twice the price, so it pays only from so many requests on.
REQUESTS_WORTH_MARKING = 3

Found = dict[str, Reply | UserError]


@dataclass(frozen=True)
class _BatchNote:
    """A note as it stands in its file."""

    batch: str
    requests: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A batch that was handed in and is not read yet."""

    file: Path
    batch: str
    digests: frozenset[str]


class Batches:
    """Asks as `chat` does, with its budget, cache, costs and notes, but in batches.

    One call of `send_all` goes through these steps: replies in the cache are taken; batches that an
    earlier run left are finished; then, until every request has an outcome, the largest part that
    the budget holds is handed in as one batch and waited for. The budget counts each reply as long
    as it may become, so what one batch really took makes room for the next. All waiting together
    ends after `seconds`; then the batch is cancelled, and has `grace` seconds more to end, because
    what was answered by then is paid for and can be read. What a batch refuses as a request is
    asked directly.
    """

    def __init__(
        self,
        chat: Chat,
        folder: Path,
        seconds: float = BATCH_SECONDS,
        grace: float = GRACE_SECONDS,
        first_wait: float = FIRST_WAIT,
        say: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chat = chat
        self._folder = folder
        self._seconds = seconds
        self._grace = grace
        self._first_wait = first_wait
        self._say = say
        self._sleep = sleep
        self._clock = clock
        self._end = 0.0

    def send_all(
        self, requests: Sequence[Request], begin: Callable[[int], None] = lambda _: None
    ) -> list[Reply | UserError]:
        """Ask all, and return what came of each in the order asked.

        `begin` is told nothing: a batch is handed in as a whole, which is said by itself.

        What was not answered in time is a `UserError`; the next run asks it again.
        """
        asked = {digest_of_request(request): request for request in requests}
        found: Found = {
            d: kept for d, request in asked.items() if (kept := self._chat.find_kept_reply(request))
        }
        try:
            self._ask_in_batches(asked, found)
        except UserError as error:  # what is known by now stands
            found |= {d: error for d in asked if d not in found}
        return [found[digest_of_request(request)] for request in requests]

    def _ask_in_batches(self, asked: Mapping[str, Request], found: Found) -> None:
        from pipeline.adapters.messages.batch_calls import BatchCalls, NotOffered

        if all(d in found for d in asked) and not self._read_notes():
            return
        calls = BatchCalls(self._chat.connect())
        self._end = self._clock() + self._seconds
        self._find_again(calls, asked, found)
        while rest := {d: request for d, request in asked.items() if d not in found}:
            if self._clock() >= self._end:
                raise UserError(
                    "There was no time left for another batch.", "The next run asks the rest."
                )
            part, most = self._choose_affordable(rest)
            try:
                self._hand_in(calls, part, most, found)
            except NotOffered as error:
                self._chat.add_note(
                    f"The server takes no batches ({error}); the questions were asked one by one."
                )
                self._ask_directly(rest, found)

    def _ask_directly(self, rest: Mapping[str, Request], found: Found) -> None:
        """Ask one by one. No hold of the budget may stand, for the calls would wait for it."""
        found |= dict(zip(rest, self._chat.send_all(list(rest.values())), strict=True))

    def _choose_affordable(self, rest: Mapping[str, Request]) -> tuple[dict[str, Request], Amount]:
        """Return as many requests as the budget holds, each reply taken as long as it may become.

        There is at least one, so that `hold` raises `BudgetError` where even that is too dear.
        """
        part: dict[str, Request] = {}
        total = Amount()
        for d, request in list(rest.items())[:MOST_REQUESTS]:
            more = self._chat.price_usage(request, expected_usage(request), batched=True)
            if part and not self._chat.budget.fits(total + more):
                break
            part[d] = request
            total += more
        return part, total

    def _hand_in(
        self, calls: BatchCalls, part: Mapping[str, Request], most: Amount, found: Found
    ) -> None:
        step = next(iter(part.values())).step
        with self._chat.budget.hold(step, most) as hold:
            batch = self._create_batch(calls, part)
            note = Note(
                self._folder / f"{hashlib.sha256(batch.encode()).hexdigest()[:16]}.json",
                batch,
                frozenset(part),
            )
            write_whole(note.file, strict_json.dump(_BatchNote(batch, tuple(sorted(part)))))
            self._say(f"waiting for a batch of {counted(len(part), 'request')}")
            again = self._finish(calls, note, part, found, hold)
        lost = UserError("The server lost a batch.", "The next run asks again.")
        found |= {d: lost for d in part if d not in found and d not in again}
        self._ask_otherwise(again, part, found)

    def _ask_otherwise(
        self, again: Sequence[str], part: Mapping[str, Request], found: Found
    ) -> None:
        if again:
            self._chat.add_note("Questions that the batch refused were asked one by one.")
            self._ask_directly({d: part[d] for d in again}, found)

    def _create_batch(self, calls: BatchCalls, part: Mapping[str, Request]) -> str:
        from pipeline.adapters.messages.batch_calls import Busy

        bodies = {
            d: _mark_for_batch(messages_body(request), len(part) >= REQUESTS_WORTH_MARKING)
            for d, request in part.items()
        }
        for tries in range(MOST_TRIES):
            try:
                return calls.create(bodies)
            except Busy as busy:
                words = str(busy)
                self._wait(self._first_wait * 2**tries)
        raise UserError(f"The model's server takes no batch for now ({words}).", "Try again later.")

    # --- batches of an earlier run ---

    def _find_again(self, calls: BatchCalls, asked: Mapping[str, Request], found: Found) -> None:
        """Finish what an earlier run handed in and nobody read.

        A batch that nobody asks for any more is cancelled.
        """
        for note in self._read_notes():
            wanted = {d: asked[d] for d in note.digests if d in asked and d not in found}
            if not wanted:
                calls.cancel(note.batch)
                note.file.unlink(missing_ok=True)
                continue
            self._chat.add_note("A batch that an earlier run had handed in was found again.")
            with self._chat.budget.hold(next(iter(wanted.values())).step, Amount()) as hold:
                again = self._finish(calls, note, wanted, found, hold)
            self._ask_otherwise(again, wanted, found)

    def _read_notes(self) -> list[Note]:
        found = []
        for file in sorted(self._folder.glob("*.json")):
            try:
                row = strict_json.load(_BatchNote, read_foreign_text(file, MOST_NOTE_BYTES))
            except (OSError, ValueError):  # not a file of ours
                continue
            # The id becomes part of an address that is asked with our credential.
            if _BATCH.fullmatch(row.batch):
                found.append(Note(file, row.batch, frozenset(row.requests)))
        return found

    # --- waiting and reading ---

    def _finish(
        self, calls: BatchCalls, note: Note, wanted: Mapping[str, Request], found: Found, hold: Hold
    ) -> list[str]:
        """Wait for a batch, cancel it when the time is over, and read it.

        Returns the digests of the requests that are to be asked directly. The note goes once the
        batch is read, or once the server says that it does not know it.
        """
        from pipeline.adapters.messages.batch_calls import Unknown

        again: list[str] = []
        try:
            if not self._wait_until_ended(calls, note.batch, self._end):
                calls.cancel(note.batch)
                self._chat.add_note(
                    "A batch took too long and was cancelled; what was answered by then is used."
                )
                if not self._wait_until_ended(calls, note.batch, self._clock() + self._grace):
                    raise UserError(
                        "A batch of questions has not ended.", "The next run finds it again."
                    )
            again = self._read_results(calls, note.batch, wanted, found, hold)
        except Unknown:
            pass
        note.file.unlink(missing_ok=True)
        return again

    def _wait_until_ended(self, calls: BatchCalls, batch: str, end: float) -> bool:
        wait, failed = self._first_wait, 0
        while True:
            try:
                if calls.has_ended(batch):
                    return True
                failed = 0
            except AccessError:
                raise
            except UserError:
                failed += 1
                if failed == MOST_TRIES:
                    raise
            left = end - self._clock()
            if left <= 0:
                return False
            self._sleep(min(wait, left))
            wait = min(wait * 1.5, LONGEST_WAIT)

    def _read_results(
        self, calls: BatchCalls, batch: str, wanted: Mapping[str, Request], found: Found, hold: Hold
    ) -> list[str]:
        from pipeline.adapters.messages.faults import Cut

        again: list[str] = []
        for tries in range(MOST_TRIES):
            with suppress(Cut):
                for item in calls.results(batch):
                    if (
                        item.digest in wanted
                        and item.digest not in found
                        and item.digest not in again
                    ):
                        self._take_item(item, wanted[item.digest], found, again, hold)
            if all(d in found or d in again for d in wanted):
                return again
            self._sleep(self._first_wait * 2**tries)
        raise UserError(
            "The results of a batch could not be read to their end.",
            "The next run reads them again.",
        )

    def _take_item(
        self, item: BatchItem, request: Request, found: Found, again: list[str], hold: Hold
    ) -> None:
        if item.answer is not None:
            usage: Usage = item.answer.usage
            spent = self._chat.price_usage(request, usage, batched=True)
            hold.spent += spent
            self._chat.count_cost(request, usage, spent)
            try:
                reply = reply_of(request, item.answer)
            except UserError as error:
                found[item.digest] = error
            else:
                found[item.digest] = reply
                self._chat.keep_reply(request, reply)
        elif item.refused:
            again.append(item.digest)
        else:
            why = (
                f"failed in the batch ({item.words})"
                if item.words
                else f"was {item.kind} with its batch"
            )
            found[item.digest] = UserError(f"A question {why}.", "The next run asks again.")

    def _wait(self, seconds: float) -> None:
        if self._clock() + seconds > self._end:
            raise UserError("The model's server takes no batch for now.", "Try again later.")
        self._sleep(seconds)


def _mark_for_batch(whole: Mapping[str, Any], worth: bool) -> dict[str, Any]:
    """Return a body as a batch takes it: its cache marks live an hour, or are taken out.

    An hour is how long a batch may take. A cache entry is written at twice the price of a token, so
    in a batch of less than `REQUESTS_WORTH_MARKING` requests it cannot pay.
    """
    system = [dict(block) for block in whole.get("system", ())]
    for block in system:
        mark = block.pop("cache_control", None)
        if mark and worth:
            block["cache_control"] = {"type": "ephemeral", "ttl": "1h"}
    return {**whole, "system": system} if system else dict(whole)
