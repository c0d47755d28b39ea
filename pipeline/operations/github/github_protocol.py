"""The protocol of what operations ask of GitHub; `adapters/github/client.py` answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from pipeline.core.github.state import Comment, Issue, Permission, PullRequest, ReviewThread


class Hub(Protocol):
    """The repository on GitHub, as far as operations that only read need it."""

    @property
    def bots(self) -> frozenset[str]:
        """Return the logins of the accounts that count as ours."""
        ...

    def default_branch(self) -> str:
        """Return the name of the default branch."""
        ...

    def pulls(
        self, state: Literal["open", "closed", "all"], head: str = ""
    ) -> Iterator[PullRequest]:
        """Yield pull requests, newest first; with `head` only those of that branch."""
        ...

    def pull(self, number: int) -> PullRequest:
        """Return one pull request."""
        ...

    def issues(
        self, label: str, state: Literal["open", "closed", "all"] = "open"
    ) -> Iterator[Issue]:
        """Yield the issues that carry a label."""
        ...

    def labelled_by(self, number: int, label: str) -> str:
        """Return the login of whoever put a label on; "" where it is not on."""
        ...

    def permission(self, login: str) -> Permission:
        """Return what an account may do in the repository."""
        ...

    def comment(self, id: int, /) -> Comment:
        """Return one comment."""
        ...

    def review_threads(self, number: int, /) -> list[ReviewThread]:
        """Return the conversations at the lines of a pull request."""
        ...
