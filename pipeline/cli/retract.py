"""`wiki retract`: take a source back."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, as_repo_path
from pipeline.cli.upkeep_command import add_librarian_option, add_upkeep_options, run_upkeep


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "retract", help="take a source back, and what stands on it alone, as a proposal"
    )
    parser.add_argument(
        "source", metavar="SOURCE", help="its path under raw/, also of a file that is gone"
    )
    add_librarian_option(parser)
    add_upkeep_options(parser)
    parser.set_defaults(run=_retract)


def _retract(args: argparse.Namespace) -> int:
    return run_upkeep(
        args, "retract", lambda repo: (as_repo_path(args.source, repo.root, args.folder),)
    )
