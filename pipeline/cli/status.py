"""`wiki status`: list what became of every source."""

from __future__ import annotations

import argparse
import json

from pipeline.cli.output import Commands, out, warn_uncommitted


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "status", help="list the sources: compiled, pending, proposed, changed, missing"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_status)


def _status(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.kept_texts import count_kept_texts
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.repository.status import statuses

    with open_repository(args.folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        rows = statuses(snapshot)
        if args.json:
            out(json.dumps([asdict(s) for s in rows], ensure_ascii=False, indent=1))
            return 0
        width = max((len(s.path) for s in rows), default=0)
        for s in rows:
            extra = " · ".join(
                x for x in (s.branch, f"[[{s.page}]]" if s.page else "", s.note) if x
            )
            out(f"{s.state:9}  {s.path:{width}}  {extra}".rstrip())
        if kept := count_kept_texts(snapshot).words():
            out(kept)
        warn_uncommitted(repo)
        if not rows:
            out("There is no source in raw/ yet.")
    return 0
