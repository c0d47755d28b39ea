"""What GitHub keeps for us, as values: pull requests, issues, comments; and our hidden markers.

By its marker a text of ours is recognised. A marker is an HTML comment that holds JSON. It counts
only in what one of our own accounts wrote, since anybody can write one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.core.strict_json import parse_json

Permission = Literal["none", "read", "triage", "write", "maintain", "admin"]
WRITERS: frozenset[Permission] = frozenset({"write", "maintain", "admin"})
GITHUB_ACTIONS = "github-actions[bot]"  # who acts with the token of a workflow run


@dataclass(frozen=True)
class PullRequest:
    """One pull request; `head` is the name of its branch, `labels` are sorted."""

    number: int
    title: str
    body: str
    author: str
    head: str
    head_sha: str
    same_repository: bool  # whether the branch is in this repository, not in a fork
    base: str
    state: Literal["open", "closed"]
    merged: bool
    labels: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Issue:
    """One issue; pull requests are left out wherever issues are listed."""

    number: int
    title: str
    body: str
    author: str
    state: Literal["open", "closed"]
    state_reason: str  # "completed", "not_planned", "reopened" or ""
    labels: tuple[str, ...]
    locked: bool
    url: str


@dataclass(frozen=True)
class Comment:
    """One comment on an issue or a pull request."""

    id: int
    author: str
    body: str
    url: str
    number: int  # of the issue or pull request


@dataclass(frozen=True)
class Remark:
    """One comment of a review thread, with the lines of the diff at which it stands."""

    author: str
    body: str
    hunk: str


@dataclass(frozen=True)
class ReviewThread:
    """A conversation at a line of a pull request's diff.

    `line` is 1-based in the new file, or 0 where the conversation is outdated.
    """

    path: str
    line: int
    resolved: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class RepositoryInfo:
    """The repository itself."""

    default_branch: str
    created: str  # ISO time
    is_template: bool
    is_fork: bool = False
    pushed: str = ""  # ISO time of the last push to any branch; "" where it is not said
    is_public: bool = False


@dataclass(frozen=True)
class Label:
    """A label that the program sets or reads."""

    name: str
    color: str  # six hex digits
    description: str  # at most 100 characters


PROPOSAL_LABEL = Label(
    "wiki:compile", "1d76db", "A change to the wiki that compiling a source proposes"
)
CONTRADICTION_LABEL = Label(
    "wiki:contradiction", "d93f0b", "The source contradicts or supersedes what the wiki says"
)
UNFINISHED_LABEL = Label(
    "wiki:unfinished", "fbca04", "Some planned pages were not written; the pull request says why"
)
CONFLICT_LABEL = Label(
    "wiki:conflict", "b60205", "Conflicts with the default branch in a way that code cannot settle"
)
LOOK_AGAIN_LABEL = Label(
    "wiki:look-again", "fbca04", "Was laid over newer pages; read the marked pages once more"
)
FAILED_LABEL = Label("wiki:compile-failed", "b60205", "A source could not be compiled")
AMEND_RAW_LABEL = Label(
    "wiki:amend-raw",
    "5319e7",
    "Set by a person with write access: this pull request may change or remove sources",
)
UPKEEP_LABEL = Label(
    "wiki:upkeep",
    "1d76db",
    "A change to the wiki without a new source: a fix, a retraction, a merge, a rename",
)
SETUP_LABEL = Label(
    "wiki:setup", "0e8a16", "How the wiki begins, and what the settings of this repository lack"
)
LINT_LABEL = Label(
    "wiki:lint",
    "c5def5",
    "What the scheduled lint found, kept in step with the wiki; every such issue has it",
)
CLAIMS_LABEL = Label(
    "wiki:claims",
    "d93f0b",
    "Two claims of the wiki that cannot both hold, or of which one is superseded",
)
DEAD_LINK_LABEL = Label("wiki:dead-link", "e99695", "Links of one page that lead nowhere")
RULE_LABEL = Label("wiki:rule", "bfd4f2", "All that one rule of the lint found, but dead links")
HEALTH_LABEL = Label(
    "wiki:health",
    "0e8a16",
    "The one issue that says how the wiki is: counts, trend, what is new, what waits",
)
ERROR_LABEL = Label("wiki:error", "b60205", "The lint takes this for an error")
WARNING_LABEL = Label("wiki:warning", "fbca04", "The lint takes this for a warning")
ASK_LABEL = Label(
    "wiki:ask",
    "bfdadc",
    "A question to the wiki; it is answered in a comment, if its author may ask",
)
WANTED_LABEL = Label(
    "wiki:source-wanted", "fef2c0", "What the wiki was asked and does not say: a source is missing"
)
MAKE_LABEL = Label(
    "wiki:make", "d4c5f9", "A report, slides or a chart that somebody wants made of the wiki"
)
LABELS = (
    *(
        PROPOSAL_LABEL,
        CONTRADICTION_LABEL,
        UNFINISHED_LABEL,
        CONFLICT_LABEL,
        LOOK_AGAIN_LABEL,
        FAILED_LABEL,
        AMEND_RAW_LABEL,
        UPKEEP_LABEL,
        SETUP_LABEL,
    ),
    *(
        LINT_LABEL,
        CLAIMS_LABEL,
        DEAD_LINK_LABEL,
        RULE_LABEL,
        HEALTH_LABEL,
        ERROR_LABEL,
        WARNING_LABEL,
        ASK_LABEL,
        WANTED_LABEL,
        MAKE_LABEL,
    ),
)

# We write no "<" or ">" into a marker. So a search for its end stops at the next comment at the
# latest, and no text is read twice.
_MARKER = re.compile(r"<!-- wiki:([a-z-]{1,40}) (\{[^<>\n]*\}) -->")


def make_marker(kind: str, values: Mapping[str, Any]) -> str:
    """Return the hidden line by which a text is known as ours.

    No value can end the comment early, whatever it holds.
    """
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    for char in "<>-":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"<!-- wiki:{kind} {text} -->"


def read_marker(kind: str, body: str) -> dict[str, Any] | None:
    """Return the values of the last marker of this kind in a text; None where none can be read.

    The caller must have checked that the text's author is one of ours.
    """
    for found, text in reversed(_MARKER.findall(body)):
        if found == kind:
            return _values(text)
    return None


def _values(text: str) -> dict[str, Any] | None:
    try:
        values = parse_json(text)
        # raises for a lone surrogate, on which every later encoding would fail
        json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def drop_markers(body: str, *kinds: str) -> str:
    """Return a text without its markers of these kinds."""
    return _MARKER.sub(lambda m: "" if m[1] in kinds else m[0], body)


def last_marker(body: str) -> str:
    """Return the last marker in a text as written, of whatever kind; "" where there is none."""
    found = [match.group() for match in _MARKER.finditer(body)]
    return found[-1] if found else ""


def is_ours(item: PullRequest | Issue | Comment, bots: Iterable[str]) -> bool:
    """Tell whether one of our own accounts wrote this; markers prove nothing."""
    return item.author in set(bots)
