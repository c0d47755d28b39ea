"""`wiki refresh`: bring open pull requests up to date."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from pipeline.cli.ci import finish_run, read_run_event, run_day
from pipeline.cli.output import Commands

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "refresh", help="bring the open pull requests on GitHub up to date, without a model"
    )
    parser.add_argument(
        "--pull",
        type=int,
        default=0,
        metavar="N",
        help="only this one (default: what the event says, else all)",
    )
    parser.set_defaults(run=_refresh)


def _touches_sources(repo: Repository, name: str, said: dict[str, Any]) -> bool:
    """Tell whether a push starts the compile workflow too.

    Where that is unclear, the nightly run makes up for what is missed.
    """
    if name != "push":
        return False
    before, after = (repo.resolve(str(said.get(key) or "-")) for key in ("before", "after"))
    return not (before and after) or any(
        c.path.startswith("raw/") for c in repo.changes(before, after)
    )


def _refresh(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.compile_wish import read_wish
    from pipeline.operations.github.refresh import RefreshContext, refresh_pull_requests

    number = args.pull or read_wish(*read_run_event()).pull
    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        compiles = _touches_sources(repo, *read_run_event())
        branch = f"refs/heads/{hub.default_branch()}"
        base = remote.fetch(branch)[branch]
        return finish_run(
            refresh_pull_requests(
                RefreshContext(
                    repo,
                    hub,
                    remote,
                    base,
                    run_day(),
                    os.environ.get("GITHUB_RUN_ID", ""),
                    compiles,
                ),
                number,
            )
        )
