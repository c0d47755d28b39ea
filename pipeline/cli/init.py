"""`wiki init`: empty the example, for a wiki of the team's own."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("init", help="empty the example, for a wiki of your own")
    parser.add_argument(
        "--yes", action="store_true", help="delete other sources and pages as well, without asking"
    )
    parser.set_defaults(run=_init)


def _init(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.operations.setup.init import empty_example

    with open_repository(args.folder) as repo:
        for line in empty_example(repo.root, ask=_ask(args.yes)):
            out(line)
    return 0


def _ask(yes: bool) -> Any:
    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            return False
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    return ask
