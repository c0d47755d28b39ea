"""Lay change sets one on another, each on the wiki that the one before leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Proposal
from pipeline.core.changes.replay import fit_to_wiki
from pipeline.core.errors import UserError
from pipeline.core.text import shorten
from pipeline.operations.compile.commit_proposal import commit_proposal
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import Snapshot


@dataclass(frozen=True)
class Layer:
    """One change set in place: its proposal, its last commit, and the pages to read again."""

    proposal: Proposal
    commit: str
    # The titles of pages that had come to exist meanwhile, to which its claims were added.
    grown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stack:
    """Change sets on a base, in order; those that do not fit are left out, each with the reason."""

    base: str
    layers: tuple[Layer, ...]
    failed: tuple[tuple[ChangeSet, UserError], ...] = ()

    @property
    def head(self) -> str:
        """Return the commit on top."""
        return self.layers[-1].commit if self.layers else self.base


def lay_change_sets(changes: Iterable[ChangeSet], snapshot: Snapshot) -> Stack:
    """Lay change sets over a wiki, in order. Commits are written as objects; no branch moves."""
    base, layers, failed = snapshot.commit, [], []
    for change in changes:
        try:
            fitting, grown = fit_to_wiki(change, snapshot.wiki, snapshot.schema)
            proposal = _build_whole(fitting, snapshot)
        except UserError as error:
            failed.append((change, error))
            continue
        commit = commit_proposal(proposal, snapshot.repo, snapshot.commit)
        layers.append(Layer(proposal, commit, grown))
        snapshot = take_near_snapshot(snapshot, commit)
    return Stack(base, tuple(layers), tuple(failed))


def _build_whole(change: ChangeSet, snapshot: Snapshot) -> Proposal:
    """Build the proposal, all of it; `UserError` where the gate refuses a page of it.

    The page was let through before, so something is wrong.
    """
    source = snapshot.source(change.source.path)
    if source.sha256 != change.source.sha256:
        raise UserError(
            f"{change.source.path}: the file is no longer the one that was read.",
            "It is compiled again at the next run.",
        )
    proposal = build_proposal(change, snapshot)
    if len(proposal.change.pages) < len(change.pages):
        refused = proposal.change.dropped[len(change.dropped) :]
        reasons = "; ".join(f"{shorten(d.what, 200)}: {shorten(d.why, 400)}" for d in refused[:4])
        raise UserError(
            f"{change.source.path}: refused: {reasons}", "Nothing was written for this source."
        )
    return proposal
