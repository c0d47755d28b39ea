"""Lay the change sets of some sources of a pull request, as if the others had never been there.

A change set may be used again where nothing is missed by it: where it was made on all the sources
that stand before its own now, and so was compared with them. What it says of sources that are left
out goes; where its words rest on theirs, its source has to be compiled again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.groups import leans_on
from pipeline.operations.compile.replay import Layer, Stack, lay_change_sets
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import Snapshot


@dataclass(frozen=True)
class WantedStack:
    """The change sets that could be laid, and the sources that have to be compiled again."""

    stack: Stack
    again: tuple[str, ...]


def lay_wanted(
    paths: Sequence[str], known: Sequence[ChangeSet], snapshot: Snapshot, fresh: Collection[str]
) -> WantedStack:
    """Lay a change set of each of these sources, in this order, without asking a librarian.

    `known` are the change sets that there are, also several of one source, the better first.
    `fresh` are sources that were just compiled: whatever leaned on an earlier form of them is tried
    all the same.
    """
    layers: list[Layer] = []
    again: list[str] = []
    base, wanted = snapshot.commit, set(paths)
    away = [c for c in known if c.source.path not in wanted]
    for number, path in enumerate(paths):
        moved = [c for c in known if c.source.path in again and c.source.path not in fresh]
        for change in _candidates(path, paths[:number], known, snapshot):
            if path not in fresh and _rests_on(change, away, moved):
                continue
            stack = lay_change_sets([_without_claims_of(change, away)], snapshot)
            if stack.layers:
                layers += stack.layers
                snapshot = take_near_snapshot(snapshot, stack.head)
                break
        else:
            again.append(path)
    return WantedStack(Stack(base, tuple(layers)), tuple(again))


def choose_beneath(
    path: str, paths: Sequence[str], known: Sequence[ChangeSet], snapshot: Snapshot
) -> list[ChangeSet]:
    """Return the change sets of the sources before this one, on which it is compiled again."""
    away = [c for c in known if c.source.path not in paths]
    found = []
    for number, other in enumerate(paths[: paths.index(path)]):
        for change in list(_candidates(other, paths[:number], known, snapshot))[:1]:
            found.append(_without_claims_of(change, away))
    return found


def _candidates(
    path: str, before: Sequence[str], known: Iterable[ChangeSet], snapshot: Snapshot
) -> Iterable[ChangeSet]:
    """Return the change sets of a source as it reads now that were made on all sources before it.

    Those that were made on just these come first.
    """
    fitting = [
        c
        for c in known
        if c.source.path == path
        and c.source.sha256 == snapshot.hashes.get(path)
        and set(before) <= set(c.made_on)
    ]
    return sorted(fitting, key=lambda c: len(c.made_on))


def _rests_on(change: ChangeSet, away: Sequence[ChangeSet], moved: Sequence[ChangeSet]) -> bool:
    """Tell whether a source must be compiled again although its edits might fit.

    That is where it leans on one that is made anew. The embedded librarian costs nothing, so its
    work is made anew also where it leans on one that is gone.
    """
    free = change.librarian != "model"
    beneath = [c for c in away if free and c.source.path in change.made_on]
    return any(leans_on(change, other) for other in (*moved, *beneath))


def _without_claims_of(change: ChangeSet, away: Iterable[ChangeSet]) -> ChangeSet:
    """Return a change set without what it says of claims of sources that are left out."""
    gone = {claim.id for other in away for claim in other.extraction.claims}
    kept = []
    for conflict in change.conflicts:
        sides = [
            tuple(x for x in side if x not in gone) for side in (conflict.current, conflict.other)
        ]
        if all(sides) or sides == [conflict.current, conflict.other]:
            kept.append(replace(conflict, current=sides[0], other=sides[1]))
    return replace(change, conflicts=tuple(kept))


def find_aside(
    known: Iterable[ChangeSet], layers: Iterable[Layer], versions: Mapping[str, str]
) -> list[ChangeSet]:
    """Return the change sets that are kept beside those of the layers.

    They are of sources in these `versions`, which a reviewer may take back.
    """
    laid = [layer.proposal.change for layer in layers]
    found: list[ChangeSet] = []
    for change in known:
        if versions.get(change.source.path) == change.source.sha256 and change not in [
            *laid,
            *found,
        ]:
            found.append(change)
    return found
