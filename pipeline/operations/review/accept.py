"""Merge a proposal into the branch that is checked out, and delete its own."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError
from pipeline.operations.compile.keep_proposal import read_kept_change
from pipeline.operations.compile.replay import lay_change_sets
from pipeline.operations.repository.merge_branches import merge_branches
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.review.local_proposals import LocalProposal


@dataclass(frozen=True)
class Accepted:
    """A proposal that was merged: the commit, and the paths that the program settled or renewed.

    `laid_anew` says that git could not merge the pages, so its claims were laid on those of now.
    """

    proposal: LocalProposal
    commit: str
    settled: tuple[str, ...] = ()
    laid_anew: bool = False


def accept_proposal(repo: Repository, proposal: LocalProposal) -> Accepted:
    """Merge a proposal and delete its branch; `UserError` where people must settle something.

    The index, the log and the bookkeeping never stop it: they are written anew. Nothing is changed
    where it cannot be merged, or where a file that is not committed would be overwritten.
    """
    head = repo.head()
    done = merge_branches(repo, head, proposal.tip, renew=True)
    laid = _lay_anew(repo, head, proposal) if done.kind == "conflict" else ""
    if done.kind == "conflict" and not laid:
        rows = "; ".join(f"{path}: {why}" if path else why for path, why in done.conflicts[:5])
        raise UserError(
            f"{proposal.branch} cannot be merged by the program: {rows}.",
            f"Run `wiki compile {proposal.name} --force`, which makes it anew on the wiki as it is,"
            " or merge the branch by hand."
            if proposal.source
            else "Merge the branch by hand, or delete it and make the change anew.",
        )
    commit = proposal.tip
    if repo.merge_base(head, proposal.tip) != head:
        made = laid or done.commit
        tree = repo.tree_of(made) if made else repo.merge_tree(head, proposal.tip)[0]
        commit = repo.commit_tree(tree, [head, proposal.tip], f"Accept: {proposal.subject}\n")
    repo.fast_forward(commit)
    repo.delete_branch(proposal.branch, proposal.tip)
    return Accepted(proposal, commit, done.settled, bool(laid))


def finish_accept(repo: Repository, merged: LocalProposal) -> Accepted:
    """Delete the branch of a proposal that is in the wiki, as an accept does at its end.

    Everything that the branch holds is in the wiki's history, so nothing can be lost.
    """
    repo.delete_branch(merged.branch, merged.tip)
    return Accepted(merged, repo.head())


def _lay_anew(repo: Repository, head: str, proposal: LocalProposal) -> str:
    """Return a commit with the kept change set of a proposal on the wiki as it is; "" if none fits.

    So two proposals that both make a page of one name are merged: the claims of the second go to
    the page of the first. No model is asked. Where people edited the branch, their words would be
    lost, so nothing is laid.
    """
    fork = repo.merge_base(head, proposal.tip)
    change = read_kept_change(repo, proposal.branch) if proposal.source else None
    if fork is None or change is None or list_subjects_by_people(repo, fork, proposal.tip):
        return ""
    if change.source.sha256 != proposal.sha256:
        return ""
    stack = lay_change_sets([change], take_snapshot(repo, head))
    return stack.head if stack.layers else ""
