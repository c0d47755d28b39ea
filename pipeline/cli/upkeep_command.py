"""The shared part of the upkeep commands: make the change, and leave it as a proposal.

With `--dry-run` it is only printed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.cli.output import given_day, out, parse_day, warn_uncommitted
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.upkeep.upkeep import UpkeepVerb


def add_upkeep_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that all these commands share."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say all that would be done, and write nothing"
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that pages and log say (default: today)"
    )


def add_librarian_option(parser: argparse.ArgumentParser) -> None:
    """Add the option of the commands that have a model word anew what they leave."""
    parser.add_argument(
        "--librarian",
        choices=["model", "extractive"],
        help="whether a model words anew what no cut mends, instead of what schema.md says",
    )


def run_upkeep(
    args: argparse.Namespace, verb: UpkeepVerb, arguments: Callable[[Repository], tuple[str, ...]]
) -> int:
    """Make the upkeep on the last commit, check it, and leave it as a proposal."""
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.upkeep.upkeep import publish_upkeep
    from pipeline.operations.upkeep.word_anew import choose_rewording, propose_worded

    with open_repository(args.folder) as repo:
        snapshot = with_remembered(take_snapshot(repo, repo.head()))
        wanted = getattr(args, "librarian", None)
        proposal = propose_worded(
            verb,
            arguments(repo),
            snapshot,
            given_day(args),
            lambda: choose_rewording(snapshot.schema, wanted, os.environ, repo.private),
        )
        out(f"{proposal.title}\n\n{proposal.body()}")
        if args.dry_run:
            out(
                f"Nothing was written. {counted(len(proposal.files), 'file')} would change on"
                f" {proposal.branch}."
            )
            return 0
        done = publish_upkeep(proposal, repo, snapshot.commit)
        warn_uncommitted(repo)
        out(f"{'proposed' if done.moved else 'unchanged'}: {done.branch}")
        out(f"`wiki show {done.branch} --diff` shows the change;")
        out(f"`wiki accept {done.branch}` takes it.")
    return 0
