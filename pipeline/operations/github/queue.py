"""The queue of one run: which sources it compiles, as the jobs hand it on to one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.operations.github.compile_wish import Wish
from pipeline.operations.github.results import Expected, key_of

# So many sources one run takes: GitHub makes at most 256 jobs of a matrix, and the queue must fit
# into a variable.
MOST_QUEUED = 200
NEW_STACK = "new"  # the stack of sources that have no pull request yet


@dataclass(frozen=True)
class QueuedSource:
    """One source to compile.

    `stack` is what it is laid on: the branch of its pull request, or "new". `pull` is the number of
    that pull request, or 0.
    """

    key: str
    source: str
    sha256: str
    stack: str = NEW_STACK
    pull: int = 0


@dataclass(frozen=True)
class Aside:
    """A source that this run does not compile, and why.

    `pull` is the pull request it is about, or 0.
    """

    source: str
    why: str
    pull: int = 0


@dataclass(frozen=True)
class Remake:
    """A pull request that is made anew of what is kept, and the sources that it has then."""

    pull: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Queue:
    """What one run does. `base` is the commit of the default branch that all its jobs work on."""

    base: str
    date: str
    entries: tuple[QueuedSource, ...] = ()
    waiting: tuple[Aside, ...] = ()  # for room, or for a person
    held: tuple[Aside, ...] = ()  # people have committed to the branch
    asked: int = 0  # the pull request whose reviewer asked, or 0
    feedback: int = 0  # the comment with the wish, or 0
    force: bool = False
    yes: bool = False  # whether a person agreed to many pages and a high cost
    remade: tuple[Remake, ...] = ()  # where sources were left out or taken back
    remake: bool = False  # whether nothing else is done


# --- between the jobs ---


def expected_results(queue: Queue) -> dict[str, Expected]:
    """Return what the writing job may find, by key."""
    return {
        e.key: Expected(e.key, e.source, e.sha256, queue.base, e.stack, queue.date)
        for e in queue.entries
    }


def job_matrix(queue: Queue) -> dict[str, Any]:
    """Return the matrix of the compile job: one source a job."""
    return {"include": [{"key": e.key, "source": e.source} for e in queue.entries]}


def queue_to_values(queue: Queue) -> dict[str, Any]:
    """Return what the later jobs need, as values for JSON; the list of what waits stays behind."""
    return {**asdict(queue), "waiting": []}


def queue_from_json(text: str) -> Queue:
    """Read the queue of this run as the plan job gave it; `UserError` where it is none."""
    wrong = UserError(
        "WIKI_QUEUE does not hold what `wiki queue` wrote.", "Run the whole workflow again."
    )
    try:
        queue = TypeAdapter(Queue).validate_json(text)
    except ValidationError as error:
        raise wrong from error
    if not (
        _COMMIT.fullmatch(queue.base) and _DAY.fullmatch(queue.date) and parse_date(queue.date)
    ):
        raise wrong  # before git sees the one, and the other is reckoned with
    return queue


_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def find_forgery(queue: Queue, hashes: Mapping[str, str], wish: Wish) -> str:
    """Return what in a queue `wiki queue` cannot have decided for this commit and event, or "".

    The job that plans reads sources and pages, so the job that writes believes it in nothing that
    it can look up itself. `hashes` are those of the sources of the commit, by path.
    """
    if (queue.asked, queue.feedback, queue.force, queue.yes, queue.remake) != (
        wish.pull,
        wish.feedback,
        wish.force,
        wish.yes,
        wish.remake,
    ):
        return "it says otherwise than the event who asked, and for what"
    if len(queue.entries) > MOST_QUEUED or len({e.source for e in queue.entries}) < len(
        queue.entries
    ):
        return "its sources are too many, or one stands twice"
    for entry in queue.entries:
        if hashes.get(entry.source) != entry.sha256 or entry.key != key_of(entry.source):
            return "a source of it does not read so at this commit"
        if entry.stack != NEW_STACK and not entry.stack.startswith(COMPILE_BRANCHES):
            return "a branch of it is not one of ours"
    return ""


def summarise_queue(queue: Queue) -> str:
    """Return the plan as Markdown for the run's page."""
    out = ["## What this run compiles", ""]
    out += [
        f"- {make_code(e.source)}" + (f" (renews #{e.pull})" if e.pull else "")
        for e in queue.entries
    ] or ["Nothing."]
    if queue.held:
        out += ["", "## Left to people", "", *(f"- {_aside_as_line(a)}" for a in queue.held)]
    if queue.waiting:
        out += [
            "",
            f"## Waiting ({len(queue.waiting)})",
            "",
            *(f"- {_aside_as_line(a)}" for a in queue.waiting[:200]),
        ]
        out += [f"- and {len(queue.waiting) - 200} more"] if len(queue.waiting) > 200 else []
    return "\n".join(out) + "\n"


def _aside_as_line(aside: Aside) -> str:
    return f"{make_code(aside.source)}: {make_inert(aside.why)}" + (
        f" (#{aside.pull})" if aside.pull else ""
    )
