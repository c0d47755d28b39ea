"""`wiki show`: print a proposal's text, or its diff."""

from __future__ import annotations

import argparse

from pipeline.cli.output import Commands, as_repo_path
from pipeline.core.errors import UserError


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("show", help="print a proposal's text, or its diff")
    parser.add_argument("source", metavar="SOURCE", help="a source's path, or a proposal's branch")
    parser.add_argument("--diff", action="store_true", help="the diff instead of the text")
    parser.set_defaults(run=_show)


def _show(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.rendering import show_diff, show_markdown
    from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES, branch_of_source
    from pipeline.core.upkeep import upkeep

    with open_repository(args.folder) as repo:
        is_branch = args.source.startswith((COMPILE_BRANCHES, upkeep.UPKEEP_BRANCHES))
        branch = (
            args.source
            if is_branch
            else branch_of_source(as_repo_path(args.source, repo.root, args.folder))
        )
        tip = repo.resolve(f"refs/heads/{branch}")
        if tip is None:
            repo.head()  # where git cannot work here at all, it says why
            from pipeline.operations.review.local_proposals import explain_absence

            name = branch if is_branch else as_repo_path(args.source, repo.root, args.folder)
            raise UserError(explain_absence(repo, name), "`wiki status` lists the sources.")
        if args.diff:
            show_diff(repo.diff(repo.merge_base(repo.head(), tip) or repo.head(), tip), repo.root)
            return 0
        text = (
            repo.private
            / "proposals"
            / f"{branch.removeprefix(COMPILE_BRANCHES).removeprefix(upkeep.UPKEEP_BRANCHES)}.md"
        )
        shown = text.read_text("utf-8") if text.is_file() else repo.message(tip)
        show_markdown(shown, repo.root)
    return 0
