"""`wiki reject`: delete a proposal, and remember that its source is not wanted as it is."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, as_repo_path, given_day, parse_day, say_row


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "reject", help="delete a proposal, and leave its source alone until it changes"
    )
    parser.description = (
        "The source stays in raw/. It is compiled again once its text changes, or with"
        " `wiki compile --force`."
    )
    parser.add_argument("names", nargs="+", metavar="NAME", help="sources, or branches")
    parser.add_argument("--why", default="", metavar="TEXT", help="what `wiki status` says of it")
    parser.add_argument(
        "--date", type=parse_day, help="the day that is remembered (default: today)"
    )
    parser.set_defaults(run=_reject)


def _reject(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.review.local_proposals import find_proposals, list_proposals
    from pipeline.operations.review.reject import reject_proposal

    with open_repository(args.folder) as repo:
        names = [as_repo_path(name, repo.root, args.folder) for name in args.names]
        for proposal in find_proposals(repo, names, list_proposals(repo)):
            reject_proposal(repo, proposal, args.why, given_day(args))
            say_row("rejected", proposal.name, proposal.about)
    return 0
