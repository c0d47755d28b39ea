"""`wiki join`: join two pages about one thing, or remember that they are two."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands
from pipeline.cli.upkeep_command import add_upkeep_options, run_upkeep


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "join", help="join a page to another, as a proposal; or remember never to"
    )
    parser.add_argument("page", metavar="PAGE", help="the page that goes: file name, title or path")
    parser.add_argument("into", metavar="INTO", help="the page that takes up what it says")
    parser.add_argument(
        "--never", action="store_true", help="the two are two things: remember it in schema.md"
    )
    add_upkeep_options(parser)
    parser.set_defaults(run=_join)


def _join(args: argparse.Namespace) -> int:
    never = ("--never",) if args.never else ()
    return run_upkeep(args, "merge", lambda _: (*never, args.page, args.into))
