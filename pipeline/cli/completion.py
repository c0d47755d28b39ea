"""`wiki completion`: print the script by which a shell completes commands and options."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, print_as_is

SHELLS = ("bash", "zsh", "tcsh")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "completion", help="print the script by which a shell completes commands and options"
    )
    parser.add_argument("shell", choices=SHELLS)
    parser.set_defaults(run=_completion)


def _completion(args: argparse.Namespace) -> int:
    import shtab

    from pipeline.cli import make_parser

    print_as_is(shtab.complete(make_parser(listed=True), shell=args.shell))
    return 0
