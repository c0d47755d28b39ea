"""What is to become of the issues of the lint, as values, and what that depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.core.claims.disputes import Claims
from pipeline.core.github.state import Issue
from pipeline.core.issues.issue import (
    IssueKey,
    Wanted,
)

IssueAction = Literal["create", "update", "reopen", "close", "leave"]


@dataclass(frozen=True)
class Scene:
    """What a decision depends on besides the findings and the issues.

    `moved` has pages that got another path, old → new; these paths are also ids of issues.
    """

    commit: str
    most_new: int
    # whether the commit is the tip of the default branch; else a later one may mend something
    fresh: bool = True
    claims: Claims | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    # since when each waiting issue waits, by `short_name`
    since: Mapping[str, str] = field(default_factory=dict)
    # what each issue was about at the last run
    seen: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    unsaid: frozenset[IssueKey] = frozenset()  # this run knows nothing of them
    closing: frozenset[str] = frozenset()  # what the run before would have closed, by `short_name`


@dataclass(frozen=True)
class Decision:
    """What to do about one issue.

    An empty `title` or `body` stays as it is; `said` is the one sentence for whoever reads the
    issue.
    """

    do: IssueAction
    key: IssueKey
    number: int = 0
    title: str = ""
    body: str = ""
    said: str = ""
    labels: tuple[str, ...] = ()  # to set
    off: tuple[str, ...] = ()  # to take off
    reason: Literal["completed", "not_planned", "reopened"] | None = None


@dataclass(frozen=True)
class IssuePlan:
    """All decisions of a run, and what it leaves for later.

    `waits` are issues that wait for a place, worst and oldest first; `lost` are issues of ours that
    nobody can read any more.
    """

    decisions: tuple[Decision, ...]
    waits: tuple[Wanted, ...] = ()
    lost: tuple[Issue, ...] = ()
    about: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # for the next run's `seen`
    held: tuple[Decision, ...] = ()  # closings on a judge's word that wait
    most: bool = False  # whether they wait because they are most of what is open
