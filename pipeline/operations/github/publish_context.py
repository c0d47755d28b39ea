"""What the steps of one publishing share, and what each of them notes there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.github.client import GitHub
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.github.places import Places
from pipeline.operations.github.queue import Queue
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Failure
from pipeline.operations.repository.snapshot import Snapshot


@dataclass
class PublishContext:
    """What the steps of one publishing share: where things stand, and what was done so far."""

    queue: Queue
    snapshot: Snapshot
    hub: GitHub
    remote: Remote
    run: str  # the number of the workflow run
    rows: list[ReportRow] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    stopped: list[Failure] = field(default_factory=list)  # of sources that only wait
    heads: dict[str, str] = field(default_factory=dict)  # full ref → commit, as seen at the start
    # Branches with an open pull request, whoever opened it.
    taken: set[str] = field(default_factory=set)
    # Why a person's branch was left alone, by pull request.
    refused: dict[int, str] = field(default_factory=dict)
    # What came of making a pull request anew of what is kept, by its number.
    remade: dict[int, str] = field(default_factory=dict)

    def places(self, branch: str = "", head: str = "", pull: int = 0) -> Places:
        """Return the addresses that the text of a branch's pull request needs."""
        address = f"{self.hub.server}/{self.hub.repository}"
        artifact = "result-…" if self.run else ""
        return Places(address, self.queue.base, branch, self.run, artifact, head, pull)


def note_failure(failure: Failure, context: PublishContext) -> None:
    """Note a failure for the issues to come, or as a row where its source only waits."""
    if failure.source in {f.source for f in context.failed}:
        return  # its reading failed, and what was kept of it from before does not fit any more
    if failure.stopped:
        context.stopped.append(failure)
    if failure.waits or failure.nothing or failure.stopped:
        waits = failure.waits or failure.stopped
        context.rows.append(
            ReportRow("waits" if waits else "unchanged", (failure.source,), 0, failure.reason)
        )
    else:
        context.failed.append(failure)


def compiled_sources(context: PublishContext) -> dict[str, int]:
    """Return the sources that were compiled, with the pull request that offers each."""
    done = ("opened", "renewed", "unchanged")
    return {
        p: row.number
        for row in context.rows
        if row.number and row.state in done
        for p in row.sources
    }


def paths_of(changes: Iterable[ChangeSet]) -> tuple[str, ...]:
    """Return the paths of the sources that change sets were made of, in their order."""
    return tuple(c.source.path for c in changes)
