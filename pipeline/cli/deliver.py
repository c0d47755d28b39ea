"""`wiki deliver`: offer what was drafted as a pull request, or say where the file is."""

from __future__ import annotations

import argparse
import os

from pipeline.cli.ci import finish_run
from pipeline.cli.draft import add_wish_options
from pipeline.cli.output import Commands


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "deliver", help="offer what was made of the wiki as a pull request on GitHub"
    )
    add_wish_options(parser)
    parser.set_defaults(run=_deliver)


def _deliver(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.fix import make_fix_context
    from pipeline.operations.github.deliver_outputs import deliver_outputs

    with open_repository(args.folder) as repo:
        context = make_fix_context(repo, os.environ)
        return finish_run(deliver_outputs(args.issue, args.comment, args.result, context))
