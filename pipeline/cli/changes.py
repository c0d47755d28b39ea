"""`wiki changes`: print what the wiki learned, superseded and answered since a day."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import Commands, out

if TYPE_CHECKING:
    from pipeline.operations.repository.changes_since import ChangesSince

MOST_SHOWN = 10_000


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "changes", help="say what the wiki learned, superseded, contradicted and answered since …"
    )
    parser.description = (
        "A date such as 2026-04-11 means the last commit of the default branch on or before that"
        " day, in UTC."
    )
    parser.add_argument(
        "--since", required=True, metavar="REV|DATE", help="a commit, branch, tag or date"
    )
    parser.add_argument(
        "--until", default="HEAD", metavar="REV|DATE", help="the same (default: what is committed)"
    )
    parser.add_argument(
        "-n", "--limit", default=10, type=_limit, metavar="N", help="rows of a group at most (10)"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_changes)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SHOWN):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from 1 to {MOST_SHOWN:,}")
    return int(text)


def _changes(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.changes_since import find_changes

    with open_repository(args.folder) as repo:
        found = find_changes(repo, args.since, args.until)
    if args.json:
        out(json.dumps(_as_json(found, args.limit), ensure_ascii=False, indent=1))
    else:
        out("\n".join(_as_lines(found, args.limit)))
    return 0


def _as_json(found: ChangesSince, most: int) -> dict[str, Any]:
    from pipeline.core.history.as_values import changes_as_values

    span = {"since": asdict(found.since), "until": asdict(found.until)}
    return {**span, "backwards": found.backwards, **changes_as_values(found.changes, most)}


def _as_lines(found: ChangesSince, most: int) -> list[str]:
    from pipeline.core.history.as_text import show_changes, summarise_changes

    lines = [f"From {found.since.name} to {found.until.name}:"]
    if found.backwards:
        lines.insert(0, "The second commit is the older one: this tells the way back.")
    if found.changes.is_empty:
        return [*lines, "Nothing that a reader would see has changed."]
    return [*lines, f"{summarise_changes(found.changes)}.", "", *show_changes(found.changes, most)]
