"""Exceptions for problems that the owner of the repository can solve."""

from __future__ import annotations

from typing import Literal


class UserError(Exception):
    """A problem that its reader can solve: `message` says what is wrong, `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NothingNew(UserError):
    """The wiki already says everything that a source states; nobody made a mistake."""


StopCause = Literal["credential", "payment", "setup", "unreachable", "limit", "budget"]
"""Why no source can be compiled now.

The key, the bill, what is set up, the server or the way to it, its limit of calls, or our budget.
"""


class RunStopped(UserError):
    """The model cannot be asked at all: no other source would fare better.

    Nothing is wrong with the source at hand. `cause` says what is.
    """

    def __init__(self, message: str, hint: str = "", cause: StopCause = "setup") -> None:
        super().__init__(message, hint)
        self.cause: StopCause = cause


class NeedsYes(UserError):
    """A source waits for a person's yes: it would make many pages, or cost much."""


class BudgetError(UserError):
    """The next call would exceed the budget in dollars or tokens.

    What was finished before is kept. `limit` is the name of the budget's key in schema.md.
    """

    def __init__(self, message: str, hint: str = "", limit: str = "") -> None:
        super().__init__(message, hint)
        self.limit = limit


class MissingObject(ValueError):
    """A git object that a commit needs is missing from the repository, or git cannot read it."""
