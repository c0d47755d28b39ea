"""`wiki okf import`: take a bundle of the Open Knowledge Format in as files to look at."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.output import Commands, out
from pipeline.core.text import counted


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("okf", help="take in a bundle of the Open Knowledge Format")
    parser.description = (
        "A bundle that `wiki export okf` wrote becomes the pages and sources that it was made of;"
        " concepts of any other become sources in raw/, to be compiled."
    )
    parser.add_argument("what", choices=["import"], help="write what is not there yet")
    parser.add_argument("bundle", type=Path, metavar="DIR", help="the folder of the bundle")
    parser.set_defaults(run=_import)


def _import(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.export.import_bundle import import_bundle

    with open_repository(args.folder) as repo:
        found = import_bundle(repo, args.bundle)
    pages = sum(one.page for one in found.written)
    others = counted(len(found.written) - pages, "other file")
    out(f"{counted(pages, 'page')} and {others} written, {found.same} there already")
    for path in found.left:
        out(f"left as it is: {path}")
    for one in found.refused:
        out(f"not taken: {one.place}: {one.why}")
    if found.written:
        out("Nothing is committed. Look at `git status`, then run `wiki derive` and `wiki lint`.")
    return 0
