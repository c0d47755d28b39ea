"""`wiki lint`: what is wrong with the wiki."""

from __future__ import annotations

import argparse

from pipeline.cli.ci import today
from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("lint", help="say what is wrong with the wiki: dead links, orphans, stale claims, …")
    parser.set_defaults(run=_lint)


def _lint(args: argparse.Namespace) -> int:
    from pipeline.adapters.git import repository
    from pipeline.core.findings import counts, line
    from pipeline.lint import facts, findings
    from pipeline.snapshot import take

    with repository(args.folder) as repo:
        found = findings(take(repo, repo.head(), read=facts), today())
    for finding in found:
        out(line(finding))
    out(f"{counts(found)}.")
    return 1 if any(f.severity == "error" for f in found) else 0
