"""`wiki rename`: give a page another title."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands
from pipeline.cli.upkeep_command import add_upkeep_options, run_upkeep


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "rename", help="give a page another title; links follow, as a proposal"
    )
    parser.add_argument("page", metavar="PAGE", help="the page: file name, title or path")
    parser.add_argument("title", metavar="TITLE", help="what it is to be called")
    add_upkeep_options(parser)
    parser.set_defaults(run=_rename)


def _rename(args: argparse.Namespace) -> int:
    return run_upkeep(args, "rename", lambda _: (args.page, args.title))
