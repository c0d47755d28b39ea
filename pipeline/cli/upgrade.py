"""`wiki upgrade`: take the product's half from a newer checkout of the template."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.output import Commands, as_repo_path, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "upgrade", help="replace the product's half from a newer checkout of the template"
    )
    parser.add_argument(
        "checkout", type=Path, metavar="CHECKOUT", help="a fresh clone of the template"
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="FILE",
        help="this file stays as you changed it (repeatable)",
    )
    parser.add_argument(
        "--force-over",
        action="append",
        default=[],
        metavar="FILE",
        help="the new version replaces this file, although you changed it (repeatable)",
    )
    parser.add_argument("--downgrade", action="store_true", help="go back to an older version")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and change nothing"
    )
    parser.set_defaults(run=_upgrade)


def _upgrade(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.setup.upgrade import (
        UpgradeChoice,
        apply_upgrade,
        describe_upgrade,
        prepare_upgrade,
    )

    with open_repository(args.folder) as repo:

        def named(files: list[str]) -> frozenset[str]:
            return frozenset(as_repo_path(file, repo.root, args.folder) for file in files)

        upgrade = prepare_upgrade(
            repo,
            args.checkout,
            UpgradeChoice(named(args.keep), named(args.force_over), args.downgrade),
        )
        lines = list(describe_upgrade(upgrade))
        if not upgrade.write:
            out(f"Nothing to do: {upgrade.new} is what you have.")
            return 0
        if not args.dry_run:
            apply_upgrade(repo, upgrade)
        for line in lines:
            out(line)
        if not args.dry_run:
            test = "" if upgrade.lean else "`make test` and "
            out(
                f"Nothing is committed. Look at `git diff`, then run {test}`wiki status`, and"
                " commit."
            )
            out("To take it back: `git restore . && git clean -fd`.")
    return 0
