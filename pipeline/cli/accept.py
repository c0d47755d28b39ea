"""`wiki accept`: merge proposals into the branch that is checked out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, as_repo_path, err, first_few, out, say_row
from pipeline.core.errors import UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.operations.review.accept import Accepted
    from pipeline.operations.review.local_proposals import LocalProposal

_EXPECTED = ("log.md", "wiki/index.md")  # every two proposals write in them


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "accept", help="merge proposals into the wiki, and delete their branches"
    )
    parser.description = (
        "Each proposal is merged into the branch that is checked out. The log, the index and other"
        " bookkeeping never stand in the way: they are written anew. What people must settle is"
        " said, and that proposal is left as it is."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="sources, or branches")
    parser.add_argument("--all", action="store_true", help="every proposal, oldest first")
    parser.set_defaults(run=_accept, refuse=parser.error)


def _accept(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.review.local_proposals import (
        find_proposals,
        list_merged,
        list_proposals,
    )

    if bool(args.names) is args.all:
        args.refuse("name proposals, or say --all")
    with open_repository(args.folder) as repo:
        proposals, merged = list_proposals(repo), list_merged(repo)
        if args.all and not proposals and not merged:
            out("There is no proposal. `wiki compile` makes them.")
            return 0
        names = [as_repo_path(name, repo.root, args.folder) for name in args.names]
        both = [*merged, *proposals]
        chosen = both if args.all else find_proposals(repo, names, both)
        # An accept that was interrupted may have merged one and not deleted its branch.
        return accept_all(repo, chosen, frozenset(one.branch for one in merged))


def accept_all(
    repo: Repository, proposals: list[LocalProposal], merged: frozenset[str] = frozenset()
) -> int:
    """Merge proposals one after another, and say what became of each; 1 where one was not.

    Of those whose branches are `merged`, only the branch is deleted.
    """
    from pipeline.operations.review.accept import accept_proposal, finish_accept

    done, failed = [], 0
    for proposal in proposals:
        accept = finish_accept if proposal.branch in merged else accept_proposal
        try:
            accepted = accept(repo, proposal)
        except UserError as error:
            failed += 1
            err(f"not accepted  {proposal.name}: {error.message}")
            err(f"              {error.hint}")
        else:
            done.append(accepted)
            print_accepted(accepted)
    if len(proposals) > 1:
        out(f"{len(done)} of {counted(len(proposals), 'proposal')} accepted.")
    behind = sum(one.proposal.is_behind for one in done) + (len(done) > 1)
    if behind:
        out(
            "They were not compared with one another: `wiki lint --judge` does that, with the\n"
            "model where there is one."
            if len(done) > 1
            else "It was not compared with what came into the wiki after it was made:\n"
            "`wiki lint --judge` does that, with the model where there is one."
        )
    return 1 if failed else 0


def print_accepted(accepted: Accepted) -> None:
    """Say that a proposal was merged, and what was written anew for that."""
    say_row("accepted", accepted.proposal.name, accepted.proposal.about)
    pages = [path for path in accepted.settled if path not in _EXPECTED]
    if accepted.laid_anew:
        out("          its claims were laid anew on pages that came into the wiki meanwhile")
    elif pages:
        out(f"          merged page by page: {first_few(pages)}")
