"""Offer an upkeep as a pull request: push its branch, and write its text."""

from __future__ import annotations

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.boxes import write_box
from pipeline.core.github.places import Places
from pipeline.core.github.state import LABELS, UPKEEP_LABEL, PullRequest, is_ours
from pipeline.operations.github.open_proposals import renew_status_comment, subjects_by_people
from pipeline.operations.upkeep.upkeep import UpkeepProposal, commit_proposal


def offer_upkeep(
    proposal: UpkeepProposal, hub: GitHub, remote: Remote, repo: Repository, run: str = ""
) -> int:
    """Push the branch, and open or renew its one pull request; return the number."""
    hub.ensure_labels(LABELS)
    known = next((p for p in hub.pulls("open", proposal.branch) if is_ours(p, hub.bots)), None)
    head = _push(proposal, known, hub, remote, repo)
    address = f"{hub.server}/{hub.repository}"
    places = Places(address, proposal.base, proposal.branch, run, head=head)
    body = proposal.body(places)
    pull = known or hub.create_pull(proposal.title, body, proposal.branch, hub.default_branch())
    if pull.title != proposal.title or pull.body.split() != body.split():
        hub.update_pull(pull.number, title=proposal.title, body=body)
    if UPKEEP_LABEL.name not in pull.labels:
        hub.label(pull.number, UPKEEP_LABEL.name)
    renew_status_comment(hub, pull.number, {"actions": write_box("refresh")})
    return pull.number


def _push(
    proposal: UpkeepProposal,
    known: PullRequest | None,
    hub: GitHub,
    remote: Remote,
    repo: Repository,
) -> str:
    """Move the branch on GitHub to the proposal, unless it holds just that; return its commit.

    `UserError` where a person has committed there.
    """
    ref = f"refs/heads/{proposal.branch}"
    tip = remote.fetch(ref).get(ref)
    if tip and (people := subjects_by_people(proposal.branch, hub.default_branch(), repo, remote)):
        where = f" (#{known.number})" if known else ""
        raise UserError(
            f"The branch {proposal.branch}{where} holds commits by people ({people[0]!r}), which"
            " are never overwritten.",
            "Merge it, or close it and delete the branch, then ask again.",
        )
    commit = commit_proposal(proposal, repo, proposal.base)
    same = (
        tip is not None
        and repo.tree_of(tip) == repo.tree_of(commit)
        and repo.parents(tip) == [proposal.base]
    )
    if tip and same:
        return tip
    remote.push({ref: (commit, tip)})
    return commit
