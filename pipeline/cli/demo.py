"""`wiki demo`: go the whole way in a copy that is thrown away."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.output import Commands, given_day, out, parse_day


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "demo", help="compile and merge the sources of raw/ in a throw-away copy"
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that pages and log say (default: today)"
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=None,
        metavar="DIR",
        help="write the wiki/ and log.md that come out there",
    )
    parser.set_defaults(run=_demo)


def _demo(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.rendering import print_markdown
    from pipeline.operations.setup.demo import run_demo

    with open_repository(args.folder) as repo:
        return run_demo(repo.root, given_day(args), out, into=args.into, show=print_markdown)
