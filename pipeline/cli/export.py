"""`wiki export`: write the wiki for other programs, in one of several formats."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.output import Commands, out
from pipeline.core.text import counted
from pipeline.outputs.exports import EXPORTS


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("export", help="write the wiki for other programs to read")
    parser.description = (
        "It writes what is committed, asks no model, and writes the same bytes for the same commit."
    )
    parser.add_argument("kind", choices=sorted(EXPORTS), help="the format")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="the folder to write; one of an earlier export is replaced (default: export/KIND)",
    )
    parser.set_defaults(run=_export)


def _export(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.operations.export.export import export_wiki

    with open_repository(args.folder) as repo:
        folder = args.out or repo.root / "export" / args.kind
        made = export_wiki(repo, args.kind, folder)
    held = f"{counted(made.pages, 'page')}, {counted(made.claims, 'claim')}"
    out(f"{counted(made.files, 'file')} in {made.folder}: {held}")
    return 0
