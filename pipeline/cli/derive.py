"""`wiki derive`: renew what code writes on pages that people changed."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, err, given_day, out, parse_day
from pipeline.core.text import counted


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "derive", help="renew footnotes, front matter and index of pages edited by hand"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if something is not as derived"
    )
    parser.add_argument(
        "--base",
        default="",
        metavar="REV",
        help="since when pages count as edited (default: the fork)",
    )
    parser.add_argument(
        "--links",
        choices=["markdown", "wikilink"],
        help="write all pages, and schema.md, in this style of links instead",
    )
    parser.add_argument("--date", type=parse_day, help="the day that pages say (default: today)")
    parser.set_defaults(run=_derive)


def _derive(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.derive import (
        compare_with_derived,
        convert_style,
        write_files,
    )

    with open_repository(args.folder) as repo:
        if args.links:
            found = convert_style(repo, args.links)
        else:
            # An earlier form says the same, so it is renewed and never called wrong.
            found = compare_with_derived(
                repo, given_day(args), args.base, renews_form=not args.check
            )
        for message in found.left_alone:
            err(f"left alone: {message}")
        if not args.check:
            write_files(repo.root, found.files)
        for file in found.files:
            verb = "off" if args.check else "deleted" if file.text is None else "renewed"
            out(f"{verb:8} {file.path}: {file.what}")
    if not found.files:
        out(
            f"The links are in the style {args.links} already."
            if args.links
            else "Footnotes, front matter and index are what code makes of the pages."
        )
    elif args.check:
        err(
            f"error: {counted(len(found.files), 'file')} not as derived.\n"
            "       Run `wiki derive` and commit what it writes."
        )
    else:
        out(f"{counted(len(found.files), 'file')} written; look at `git diff`, then commit.")
    return 1 if args.check and found.files else 0
