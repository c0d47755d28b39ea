"""Delete a proposal, and remember that its source is not to be compiled again as it is."""

from __future__ import annotations

from pipeline.adapters.git.repository import Repository
from pipeline.operations.repository.rejections import Rejection, keep_rejection
from pipeline.operations.review.local_proposals import LocalProposal


def reject_proposal(repo: Repository, proposal: LocalProposal, why: str, day: str) -> None:
    """Delete the branch of a proposal; its source waits until it changes, or somebody insists.

    The rejection is kept first. Where the branch cannot be deleted it stays a proposal, and that
    counts for more than a rejection.
    """
    if proposal.source:
        keep_rejection(repo.private, Rejection(proposal.source, proposal.sha256, why, day))
    repo.delete_branch(proposal.branch, proposal.tip)
