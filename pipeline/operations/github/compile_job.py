"""Compile one source in a job of its own, on top of what earlier jobs of the run made of others.

The result is a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.errors import BudgetError, NeedsYes, NothingNew, RunStopped, UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.operations.compile.choose_librarian import LibrarianChoice
from pipeline.operations.compile.compile import add_cost_to_hint, compile_if_agreed
from pipeline.operations.compile.replay import Stack, lay_change_sets
from pipeline.operations.github.lay_wanted import choose_beneath
from pipeline.operations.github.open_proposals import (
    changes_ref,
    read_all_kept,
    read_kept_changes,
)
from pipeline.operations.github.plan_queue import Heads
from pipeline.operations.github.queue import Queue, QueuedSource, expected_results
from pipeline.operations.github.results import Failure, Result, read_results
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import Snapshot


def find_entry(path: str, queue: Queue) -> QueuedSource:
    """Return the source's entry in the queue; `UserError` where it has none."""
    for entry in queue.entries:
        if entry.source == path:
            return entry
    raise UserError(
        f"{strip_hidden(path)} is not in this run's queue.",
        "The workflow takes its sources from `wiki queue`.",
    )


def results_before(
    entry: QueuedSource, queue: Queue, folder: Path, most: float
) -> tuple[list[ChangeSet], float]:
    """Return the change sets that the source is laid on, and the dollars that all results cost.

    Both are of this run. No result is believed to have cost more than `most`, which is what a
    source may cost: else one result could stop all other sources.
    """
    results, _ = read_results(folder, expected_results(queue))
    mine = {e.source for e in queue.entries if e.stack == entry.stack and e.source != entry.source}
    below = [r.change for r in results if r.change and r.change.source.path in mine]
    costs = [
        (
            sum(c.dollars for c in r.change.costs)
            if r.change
            else r.failure.dollars
            if r.failure
            else 0.0
        )
        for r in results
    ]
    return below, sum(min(dollars, most) for dollars in costs)


def kept_companions(
    entry: QueuedSource, queue: Queue, snapshot: Snapshot, fetch: Heads
) -> list[ChangeSet]:
    """Return the kept change sets of the pull request's sources that are not compiled now."""
    if not entry.pull:
        return []
    ref = changes_ref(entry.stack)
    tip = fetch([ref]).get(ref)
    here = {e.source for e in queue.entries}
    for made in queue.remade:
        if made.pull == entry.pull and entry.source in made.sources:
            kept = read_all_kept(snapshot.repo, tip)
            beneath = choose_beneath(entry.source, made.sources, kept, snapshot)
            return [c for c in beneath if c.source.path not in here]
    changes = read_kept_changes(snapshot.repo, tip) if tip else []
    return [
        c
        for c in changes
        if c.source.path not in here and snapshot.hashes.get(c.source.path) == c.source.sha256
    ]


def compile_in_job(
    entry: QueuedSource,
    queue: Queue,
    snapshot: Snapshot,
    below: Iterable[ChangeSet],
    choose: Callable[[], LibrarianChoice],
    spent: float = 0.0,
) -> Result:
    """Compile one source on top of others, and return the result, also of a failure.

    The other sources go on, and a person reads why one failed. `spent` are the dollars that the run
    has taken so far: what its budget has no room for waits for the next run.
    """
    if snapshot.commit != queue.base:
        raise UserError(
            f"HEAD is {snapshot.commit[:12]}, but this run's queue was made for {queue.base[:12]}.",
            "Check out the commit that `wiki queue` put out as `base`.",
        )
    stack: Stack = lay_change_sets(below, snapshot)
    # Only sources of this run count: what is kept of others is no result of it.
    here = {e.source for e in queue.entries}
    after = tuple(
        path for layer in stack.layers if (path := layer.proposal.change.source.path) in here
    )
    run = None
    try:
        choice = choose()
        source = snapshot.source(entry.source)
        run = replace(choice.run_for(source), yes=queue.yes)
        change = compile_if_agreed(
            source, take_near_snapshot(snapshot, stack.head), choice.librarian, run
        ).change
        beneath = tuple(layer.proposal.change.source.path for layer in stack.layers)
        return Result(entry.key, replace(change, base=queue.base, made_on=beneath), None, after)
    except UserError as error:
        waits = isinstance(error, BudgetError) and error.limit == "dollars_per_run" and spent > 0
        nothing = isinstance(error, NothingNew)
        told = add_cost_to_hint(error, run) if run else error
        dollars = sum(c.dollars for c in run.costs()) if run else 0.0
        stopped = error.cause if isinstance(error, RunStopped) else "budget" if waits else None
        failure = Failure(
            entry.source,
            entry.sha256,
            told.message,
            told.hint,
            dollars,
            waits,
            nothing,
            stopped,
            asks=isinstance(error, NeedsYes),
        )
        return Result(entry.key, None, failure, after)
