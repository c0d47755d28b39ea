"""`wiki queue`: say what a run of the compile workflow has to do."""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING

from pipeline.cli.ci import add_to_run_page, read_run_event, run_day
from pipeline.cli.output import Commands, out

if TYPE_CHECKING:
    from pipeline.operations.github.queue import Queue


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "queue", help="say which sources a run on GitHub compiles now, and which wait"
    )
    parser.set_defaults(run=_queue)


def _is_any(queue: Queue) -> bool:
    """Tell whether the job that writes has anything to do or to say."""
    return bool(queue.entries or queue.held or queue.asked or queue.remade)


def _queue(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.actions import set_output
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.compile_wish import read_wish
    from pipeline.operations.github.drop_source import DropContext
    from pipeline.operations.github.open_proposals import sources_by_commits
    from pipeline.operations.github.plan_queue import plan_queue
    from pipeline.operations.github.queue import job_matrix, queue_to_values, summarise_queue
    from pipeline.operations.github.serve_ticks import find_ticked
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        snapshot = take_snapshot(repo, repo.head())
        unmarked = sources_by_commits(repo, remote, hub.default_branch(), snapshot.source_paths)
        wish = read_wish(*read_run_event())
        queue = plan_queue(
            snapshot, hub, lambda refs: remote.fetch(*refs), wish, run_day(), unmarked=unmarked
        )
        site = DropContext(hub, repo, remote)
        # At night also what nobody heard of is served, by the job that writes.
        ticked = not wish.named and next(find_ticked(site, queue.date), None) is not None
    set_output("base", queue.base)
    set_output("any", "true" if ticked or _is_any(queue) else "false")
    set_output("compile", "true" if queue.entries else "false")
    set_output("matrix", json.dumps(job_matrix(queue), ensure_ascii=False))
    set_output("queue", json.dumps(queue_to_values(queue), ensure_ascii=False))
    add_to_run_page(summarise_queue(queue))
    out(summarise_queue(queue).rstrip())
    return 0
