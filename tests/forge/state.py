"""What the forge remembers beside the git repository. All of it may be read by tests; only `acts.py` changes it."""

from dataclasses import dataclass, field
from typing import NamedTuple

WORKFLOW_BOT = "github-actions[bot]"


class Label(NamedTuple):
    id: int
    name: str
    color: str
    description: str | None


class Reaction(NamedTuple):
    id: int
    login: str
    content: str
    at: str


class Event(NamedTuple):
    """One line of an item's timeline: labeled, unlabeled, closed, reopened, renamed, merged, locked, unlocked."""

    id: int
    kind: str
    actor: str
    at: str
    label: str = ""


class Remark(NamedTuple):
    login: str
    text: str


@dataclass
class Thread:
    """A review thread. `commit` is the head it was written on; GitHub moves the line, or loses it, as the head moves."""

    path: str
    line: int
    commit: str
    hunk: str
    resolved: bool
    remarks: list[Remark]


@dataclass
class Comment:
    id: int
    number: int
    author: str
    body: str
    created_at: str
    updated_at: str
    reactions: list[Reaction] = field(default_factory=list)
    before: str = ""  # what it said before the last edit
    editor: str = ""


@dataclass
class Issue:
    number: int
    author: str
    title: str
    body: str
    created_at: str
    updated_at: str
    state: str = "open"
    state_reason: str | None = None
    closed_at: str | None = None
    locked: bool = False
    labels: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    before: str = ""
    editor: str = ""


@dataclass
class Pull(Issue):
    """A pull request is an issue with branches. `tree` is the merge of head into base; "" where they conflict."""

    head: str = ""
    base: str = ""
    owner: str = ""  # whose repository holds the head: the forge's own owner, or a fork's
    head_sha: str = ""
    base_sha: str = ""
    tree: str = ""
    draft: bool = False
    merged: bool = False
    merged_by: str = ""
    merged_at: str | None = None
    merge_commit: str = ""
    threads: list[Thread] = field(default_factory=list)


class Request(NamedTuple):
    """One line of the log of requests. `status` is what the client saw; 0 where the connection was dropped."""

    method: str
    path: str
    login: str
    workflow: str
    job: str
    status: int
    query: str = ""


class Push(NamedTuple):
    """One ref of a push; `refused` is the reason, "" where the hook let it pass."""

    login: str
    workflow: str
    job: str
    ref: str
    old: str
    new: str
    refused: str


class Dispatch(NamedTuple):
    workflow: str  # file name
    ref: str
    inputs: dict
    login: str


@dataclass
class Run:
    """A workflow run, as far as lists of runs tell it."""

    id: int
    workflow: str  # file name
    event: str
    created_at: str
    status: str = "completed"
    conclusion: str | None = "success"
    branch: str = "main"
    sha: str = ""
    actor: str = ""


class Refusal(Exception):
    """What GitHub answers instead of doing what it was asked."""

    def __init__(self, status, message, errors=()):
        super().__init__(message)
        self.status, self.message, self.errors = status, message, list(errors)


def invalid(resource, field="", code="invalid", message=""):
    """Return the 422 that GitHub gives for one field of one resource."""
    error = {"resource": resource, "code": code}
    error |= {"field": field} if field else {}
    error |= {"message": message} if message else {}
    return Refusal(422, "Validation Failed", [error])
