"""What the operations ask of GitHub, as a protocol; `adapters/github/client.py` answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from pipeline.core.github.state import Comment, Issue, Permission, PullRequest, ReviewThread


class Hub(Protocol):
    """The repository on GitHub, as far as operations that only read need to know it."""

    @property
    def bots(self) -> frozenset[str]:
        """The logins of accounts that count as ours."""
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
        """Return who put a label on, where it is on; "" where it is not."""
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
