"""Choose which sources a run compiles, and in which order; say what became of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.changes.proposal import Proposal
from pipeline.core.errors import UserError
from pipeline.core.values import Source
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.status import OPEN_STATES, SourceStatus, statuses


@dataclass(frozen=True)
class Outcome:
    """What became of one source: a proposal, or the reason why there is none.

    With `waits` it was not tried, because the run has stopped.
    """

    path: str
    proposal: Proposal | None = None
    error: UserError | None = None
    waits: bool = False


def choose_sources(snapshot: Snapshot, paths: Sequence[str]) -> list[SourceStatus]:
    """Return the sources to compile: the given ones, or all that are not compiled yet.

    Unknown paths raise `UserError`.
    """
    known = {s.path: s for s in statuses(snapshot)}
    if not paths:
        return [s for s in known.values() if s.state in OPEN_STATES]
    for path in paths:
        if path not in known or known[path].state == "missing":
            raise UserError(
                f"{path} is not a committed source.", _hint(path, snapshot, path in known)
            )
        if known[path].state == "copy":
            raise UserError(
                f"{path} is {known[path].note}.", "Delete the copy, or change what it says."
            )
        if known[path].state == "no reader":
            raise UserError(
                f"{path}: {known[path].note}.", "Convert it to Markdown, HTML, text or PDF."
            )
    return [known[path] for path in dict.fromkeys(paths)]


def _hint(path: str, snapshot: Snapshot, missing: bool) -> str:
    if missing:
        return "It was deleted: restore it from git, or correct the pages that cite it by hand."
    if snapshot.repo.dirty(f":(literal){path}"):
        return f"It is not committed yet: `git add {path} && git commit`."
    return "`wiki status` lists the sources."


def read_in_order(snapshot: Snapshot, paths: Iterable[str]) -> tuple[list[Source], list[Outcome]]:
    """Read the sources, oldest published first and undated ones last; return them and the failures.

    A source that cannot be read fails alone.
    """
    sources, failed = [], []
    for path in paths:
        try:
            sources.append(snapshot.source(path))
        except UserError as error:
            failed.append(Outcome(path, error=error))
    return sorted(sources, key=day_and_path), failed


def day_and_path(source: Source) -> tuple[str, str]:
    """Return what sources are sorted by: the day they were published, as far as it is known."""
    return source.published or source.modified or source.captured or "9999", source.path
