"""Ask the model strictly: a reply is read, asked for once more if it is wrong, and never mended.

Why the model stopped is looked at before what it said, so nothing is used that it did not finish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Request

T = TypeVar("T")
ReplyReader = Callable[[str], tuple[T | None, list[str]]]
_TOO_LONG_STOPS = ("max_tokens", "model_context_window_exceeded")


class ModelChat(Protocol):
    """What the librarian needs of the adapter that talks to the model's API."""

    def send(self, request: Request) -> Reply:
        """Ask one question."""
        ...

    def forget(self, request: Request) -> None:
        """Drop the kept reply to a request, because it was of no use."""
        ...

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | UserError]:
        """Run jobs that ask, the first one alone and the others side by side.

        Results come in the order of the jobs.
        """
        ...


class UnusableReply(UserError):
    """The model refused, or its reply was of no use also when asked again; other parts may do."""


class TooLong(Exception):
    """Raised when a reply was cut off or a question did not fit, so that less must be asked."""


class StrictQuestions:
    """Asks single questions over a chat; `say` is told what has to be asked again."""

    def __init__(self, chat: ModelChat, say: Callable[[str], None] = lambda _: None) -> None:
        self._chat = chat
        self._say = say

    def ask(self, request: Request, read: ReplyReader[T], subject: str, lenient: bool = False) -> T:
        """Ask, read strictly, and ask once more with the errors.

        `lenient` means that a value that still has errors goes on to the gate.
        """
        reply = self._chat.send(request)
        value, errors = self._whole(reply, read, subject)
        if not errors and value is not None:
            return value
        self._say(f"asking again about {subject}: {errors[0][:120]}")
        again = replace(request, repair=((reply.text or "(empty)", repair_message(errors)),))
        second, still = self._whole(self._chat.send(again), read, subject)
        value = second if second is not None else value if lenient else None
        if still:
            self._chat.forget(request)
            self._chat.forget(again)
        if value is None or (still and not lenient):
            raise UnusableReply(
                f"{subject}: the model's answer to the step {request.step} was not usable, also"
                f" when asked again: {still[0][:300]}.",
                "Nothing of it was used. Compile the source again, or set another model in"
                " schema.md.",
            )
        return value

    def _whole(
        self, reply: Reply, read: ReplyReader[T], subject: str
    ) -> tuple[T | None, list[str]]:
        """Look at why the model stopped before looking at what it said."""
        if reply.stop in _TOO_LONG_STOPS:
            raise TooLong
        if reply.stop == "refusal":
            why = f" ({reply.category})" if reply.category else ""
            raise UnusableReply(
                f"{subject}: the model refused to answer{why}.",
                "Nothing was written of it. Another model may be set in schema.md, or `--librarian"
                " extractive` used.",
            )
        return read(reply.text)


def repair_message(errors: Sequence[str]) -> str:
    """Return what the model is told of a reply that cannot be used."""
    rows = "\n".join(f"- {e}" for e in errors[:30])
    return (
        f"Your answer cannot be used yet, for these reasons:\n\n{rows}\n\n"
        "Answer again, whole and corrected, as one JSON object. Keep what was right."
    )
