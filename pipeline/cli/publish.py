"""`wiki publish`: turn the results of a run into pull requests."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pipeline.cli.ci import finish_run, read_run_event
from pipeline.cli.output import Commands
from pipeline.core.errors import UserError


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "publish", help="turn the results of a run on GitHub into pull requests"
    )
    parser.add_argument("results", type=Path, metavar="DIR", help="the folder with the results")
    parser.set_defaults(run=_publish)


def _answer_unplanned() -> int:
    """Answer the reviewer who asked that the run ended before it began."""
    from pipeline.adapters.github.client import GitHub
    from pipeline.core.github.inert import make_link
    from pipeline.operations.github.compile_wish import read_wish
    from pipeline.operations.github.open_proposals import tell_news
    from pipeline.operations.github.report import ReportRow

    asked, hub = read_wish(*read_run_event()).pull, GitHub.connect(os.environ)
    if not asked:
        raise UserError(
            "There is no queue in WIKI_QUEUE.", "The workflow gives what `wiki queue` put out."
        )
    run = f"{hub.server}/{hub.repository}/actions/runs/{os.environ.get('GITHUB_RUN_ID', '')}"
    tell_news(
        hub,
        asked,
        f"That did not work: it could not be found out what to compile. {make_link('The run', run)}"
        " says why.",
    )
    return finish_run(
        [ReportRow("trouble", (), asked, "the job that plans has failed; its log says why")]
    )


def _queue_error(problem: str) -> UserError:
    return UserError(
        f"The queue of the job that plans was refused: {problem}.",
        "Nothing was written. Run it anew.",
    )


def _publish(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.compile_wish import read_wish
    from pipeline.operations.github.lint_runs import with_runs_on_github
    from pipeline.operations.github.publish import publish_results
    from pipeline.operations.github.publish_context import PublishContext
    from pipeline.operations.github.queue import expected_results, find_forgery, queue_from_json
    from pipeline.operations.github.results import read_results
    from pipeline.operations.repository.snapshot import take_snapshot

    if not os.environ.get("WIKI_QUEUE"):
        return _answer_unplanned()
    queue = queue_from_json(os.environ["WIKI_QUEUE"])
    results, strange = read_results(args.results, expected_results(queue))
    with open_repository(args.folder) as repo:
        if repo.resolve(queue.base) is None:
            raise UserError(
                f"The commit {queue.base[:12]} is not here.",
                "Check out the whole history (fetch-depth: 0).",
            )
        if repo.merge_base(queue.base, repo.head()) != queue.base:
            raise _queue_error("its commit is not in the history of the one that is checked out")
        snapshot = take_snapshot(repo, queue.base)
        if problem := find_forgery(queue, snapshot.hashes, read_wish(*read_run_event())):
            raise _queue_error(problem)
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        snapshot = with_runs_on_github(snapshot, hub)
        context = PublishContext(queue, snapshot, hub, remote, os.environ.get("GITHUB_RUN_ID", ""))
        return finish_run(publish_results(results, strange, context))
