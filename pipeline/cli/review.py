"""`wiki review`: read one proposal after another at a terminal, and decide."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, err, given_day, out, parse_day
from pipeline.core.errors import UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.operations.review.local_proposals import LocalProposal

CHOICES = "[a]ccept [r]eject [d]iff [s]kip [q]uit"


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("review", help="read the proposals one after another, and decide")
    parser.description = (
        "Each proposal is shown as a pager shows it, then asked about. In a pipe the proposals are"
        " listed."
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that a rejection remembers (default: today)"
    )
    parser.set_defaults(run=_review)


def _review(args: argparse.Namespace) -> int:
    import sys

    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.rendering import is_terminal
    from pipeline.operations.review.local_proposals import list_proposals

    with open_repository(args.folder) as repo:
        proposals = list_proposals(repo)
        if not proposals:
            out("There is no proposal. `wiki compile` makes them.")
            return 0
        if not (is_terminal() and sys.stdin is not None and sys.stdin.isatty()):
            for proposal in proposals:
                out(f"{proposal.name}: {proposal.about}")
            return 0
        return _decide_all(repo, proposals, given_day(args))


def _decide_all(repo: Repository, proposals: list[LocalProposal], day: str) -> int:
    """Show and ask about each proposal; return 1 where one could not be merged."""
    failed = 0
    for number, proposal in enumerate(proposals, 1):
        _show(repo, proposal)
        decided = _decide(repo, proposal, f"{number} of {len(proposals)}", day)
        if decided == "quit":
            left = len(proposals) - number + 1
            out(f"{counted(left, 'proposal')} left.")
            break
        failed += decided == "failed"
    return 1 if failed else 0


def _show(repo: Repository, proposal: LocalProposal) -> None:
    from pipeline.cli.rendering import show_markdown

    text = proposal.text
    show_markdown(text if text.startswith("#") else f"# {text}", repo.root)


def _decide(repo: Repository, proposal: LocalProposal, place: str, day: str) -> str:
    """Ask until there is a decision; return "done", "failed" or "quit"."""
    from pipeline.cli.accept import print_accepted
    from pipeline.cli.rendering import ask_line, show_diff
    from pipeline.operations.review.accept import accept_proposal
    from pipeline.operations.review.reject import reject_proposal

    while True:
        said = ask_line(f"{place} · {CHOICES}: ")
        letter = "q" if said is None else said[:1].lower()
        if letter == "q":
            return "quit"
        if letter == "s":
            return "done"
        if letter == "d":
            head = repo.head()
            show_diff(
                repo.diff(repo.merge_base(head, proposal.tip) or head, proposal.tip), repo.root
            )
        elif letter == "a":
            try:
                print_accepted(accept_proposal(repo, proposal))
            except UserError as error:
                err(f"not accepted: {error.message}")
                err(f"              {error.hint}")
                return "failed"
            return "done"
        elif letter == "r":
            why = ask_line("Why (empty for no reason): ")
            if why is None:
                return "quit"
            reject_proposal(repo, proposal, why, day)
            out(f"rejected  {proposal.name}")
            return "done"
