"""`wiki fix`: make the edit that somebody asked for on an issue."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.output import Commands
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.upkeep.settle_contradiction import Choice
    from pipeline.operations.github.fix import FixContext

CHOICES: tuple[Choice, ...] = ("suggested", "a", "b")  # of the boxes; what needs words is typed


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fix", help="do what `/fix` on an issue on GitHub asks for, as a pull request"
    )
    parser.add_argument("issue", type=int, metavar="ISSUE", help="the issue's number")
    parser.add_argument("--comment", type=int, metavar="ID", help="the comment that says how")
    parser.add_argument(
        "--choice",
        default="",
        metavar="HOW",
        help="suggested, a or b, where a box was ticked and no comment says it",
    )
    parser.set_defaults(run=_fix)


def _fix(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.github.fix import answer_fix

    choice = next((c for c in CHOICES if c == args.choice), None)
    if (args.comment is None) == (choice is None):
        raise UserError("Give `--comment`, or `--choice`: suggested, a or b.", "Not both.")
    with open_repository(args.folder) as repo:
        context = make_fix_context(repo, os.environ)
        return finish_run([answer_fix(args.issue, args.comment or 0, context, choice)])


def make_fix_context(repo: Repository, environ: Mapping[str, str]) -> FixContext:
    """Return what a job needs that offers a change: the wiki of the default branch, and GitHub."""
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.fix import FixContext, find_safe_fixes, own_claim_index
    from pipeline.operations.github.lint_runs import with_runs_on_github
    from pipeline.operations.repository.snapshot import take_snapshot

    hub, remote = GitHub.connect(environ), Remote(repo, environ)
    branch = f"refs/heads/{hub.default_branch()}"
    snapshot = with_runs_on_github(take_snapshot(repo, remote.fetch(branch)[branch]), hub)
    run = environ.get("GITHUB_RUN_ID", "")
    return FixContext(
        snapshot, hub, remote, repo, run_day(), own_claim_index(), find_safe_fixes, run
    )
