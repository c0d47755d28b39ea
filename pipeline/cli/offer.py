"""`wiki offer`: offer sources that were fetched as a pull request."""

from __future__ import annotations

import argparse
import os

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.fetch import add_request_options
from pipeline.cli.output import Commands


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "offer", help="offer sources that were fetched as a pull request on GitHub"
    )
    add_request_options(parser)
    parser.set_defaults(run=_offer)


def _offer(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.offer_sources import OfferContext, offer_sources
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        context = OfferContext(take_snapshot(repo, repo.head()), hub, remote, run_day())
        return finish_run(offer_sources(args.issue, args.comment, args.result, context))
