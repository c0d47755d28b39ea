"""`wiki reply`: post the answer to what an issue on GitHub asks, as one comment."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.output import Commands


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "reply", help="post the answer to a question of an issue on GitHub, as one comment"
    )
    parser.add_argument("issue", type=int, metavar="ISSUE", help="the issue's number")
    parser.add_argument(
        "--comment", type=int, default=0, metavar="ID", help="the comment that asks (the issue)"
    )
    parser.add_argument(
        "--result", type=Path, required=True, metavar="DIR", help="where `wiki answer` left it"
    )
    parser.set_defaults(run=_reply)


def _reply(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.reply import QuestionContext, post_reply
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        run = os.environ.get("GITHUB_RUN_ID", "")
        context = QuestionContext(GitHub.connect(os.environ), snapshot, run_day(), run)
        return finish_run([post_reply(args.issue, args.comment, args.result, context)])
