"""`wiki replace`: put a corrected source in the place of another."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, as_repo_path
from pipeline.cli.upkeep_command import add_librarian_option, add_upkeep_options, run_upkeep


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "replace", help="put a corrected source in the place of another, as a proposal"
    )
    parser.add_argument(
        "old", metavar="OLD", help="path of the source that goes, also of a file that is gone"
    )
    parser.add_argument(
        "new",
        metavar="NEW",
        help="path of the source that takes its place: committed, not compiled",
    )
    add_librarian_option(parser)
    add_upkeep_options(parser)
    parser.set_defaults(run=_replace)


def _replace(args: argparse.Namespace) -> int:
    return run_upkeep(
        args,
        "replace",
        lambda repo: tuple(as_repo_path(x, repo.root, args.folder) for x in (args.old, args.new)),
    )
