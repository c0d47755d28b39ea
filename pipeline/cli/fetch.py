"""`wiki fetch`: fetch sources that an issue on GitHub, or a list under raw/, asks for."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.ci import finish_run, read_run_event, run_day
from pipeline.cli.output import Commands

if TYPE_CHECKING:
    from pipeline.adapters.web.get_once import WebAccess


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fetch",
        help="fetch sources that an issue on GitHub asks for, in the job that may only read",
    )
    add_request_options(parser)
    parser.set_defaults(run=_fetch)


def add_request_options(parser: argparse.ArgumentParser) -> None:
    """Add what the job that fetches and the one that writes are both told."""
    parser.add_argument(
        "issue",
        type=int,
        metavar="ISSUE",
        help="the issue's number; 0 for lists of addresses under raw/",
    )
    parser.add_argument(
        "--comment",
        type=int,
        default=0,
        metavar="ID",
        help="the comment that asks (the issue)",
    )
    parser.add_argument(
        "--result", type=Path, required=True, metavar="DIR", help="where the files are handed over"
    )


def _fetch(args: argparse.Namespace) -> int:
    from pipeline.adapters.web.way_out import web_access

    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return fetch_in_job(args, web_access(_contact(server)))


def fetch_in_job(args: argparse.Namespace, access: WebAccess) -> int:
    """Fetch what was asked for by a way to the web; return the exit code."""
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.add.fetch_address import fetch_address
    from pipeline.operations.github.fetch_sources import fetch_sources
    from pipeline.operations.github.wanted_sources import wanted_addresses
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        hub, snapshot = GitHub.connect(os.environ), take_snapshot(repo, repo.head())
        wanted = wanted_addresses(args.issue, args.comment, hub, snapshot)
        fetch = partial(fetch_address, day=run_day(), access=access)
        return finish_run(fetch_sources(wanted, fetch, args.result))


def _contact(server: str) -> str:
    """Return the repository's address, by which its owners can be reached; "" of a private one."""
    about = read_run_event()[1].get("repository")
    public = isinstance(about, dict) and about.get("private") is False
    return f"{server}/{os.environ.get('GITHUB_REPOSITORY', '')}" if public else ""
