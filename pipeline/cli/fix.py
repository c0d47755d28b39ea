"""`wiki fix`: make the edit that somebody asked for on an issue."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.output import Commands

if TYPE_CHECKING:
    from pipeline.operations.github.fix import FixContext


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fix", help="do what `/fix` on an issue on GitHub asks for, as a pull request"
    )
    parser.add_argument("issue", type=int, metavar="ISSUE", help="the issue's number")
    parser.add_argument(
        "--comment", type=int, required=True, metavar="ID", help="the comment that says how"
    )
    parser.set_defaults(run=_fix)


def _fix(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.git.repository import open_repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.fix import (
        FixContext,
        answer_fix,
        find_safe_fixes,
        own_claim_index,
    )
    from pipeline.operations.github.lint_runs import with_runs_on_github
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        branch = f"refs/heads/{hub.default_branch()}"
        snapshot = with_runs_on_github(take_snapshot(repo, remote.fetch(branch)[branch]), hub)
        run = os.environ.get("GITHUB_RUN_ID", "")
        context: FixContext = FixContext(
            snapshot, hub, remote, repo, run_day(), own_claim_index(), find_safe_fixes, run
        )
        return finish_run([answer_fix(args.issue, args.comment, context)])
