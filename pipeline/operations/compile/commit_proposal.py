"""Write a proposal as commits: one, or for a long source one for each chapter and a last one."""

from __future__ import annotations

from pipeline.adapters.git.repository import Repository
from pipeline.core.changes.proposal import Proposal


def commit_proposal(proposal: Proposal, repo: Repository, base: str) -> str:
    """Write the commits of a proposal on top of `base`, and return the last; no branch moves.

    Its tree is the same, however many there are.
    """
    files = {f.path: f.after for f in proposal.files}
    tip = base
    for chapter in proposal.chapters:
        tip = repo.commit(tip, {path: files[path] for path in chapter.paths}, chapter.message)
    return repo.commit(tip, files, proposal.message)


def stands_on(proposal: Proposal, repo: Repository, tip: str, base: str) -> bool:
    """Tell whether a branch holds as many commits on top of `base` as the proposal has."""
    commit = tip
    for _ in range(len(proposal.chapters) + 1):
        parents = repo.parents(commit)
        if len(parents) != 1:
            return False
        commit = parents[0]
    return commit == base
