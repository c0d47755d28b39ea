"""`wiki status`: compute, from the tree and proposal branches, what became of every source."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.adapters.git.authorship import read_trailers
from pipeline.adapters.git.repository import Repository
from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES, branch_of_source
from pipeline.operations.repository.rejections import Rejection, read_rejections
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.unread_files import unread_files

SourceState = Literal[
    "compiled",
    "partial",
    "pending",
    "proposed",
    "changed",
    "missing",
    "renamed",
    "moved",
    "copy",
    "no reader",
    "rejected",
]
_GONE_NOTE = (
    "the file is gone from raw/: restore it, or take out what stands on it with `wiki retract`"
)
OPEN_STATES: frozenset[SourceState] = frozenset(
    {"pending", "proposed", "changed", "partial", "renamed"}
)
_AGAIN = OPEN_STATES - {"proposed"}  # what was proposed after a rejection, somebody insisted on


@dataclass(frozen=True)
class SourceStatus:
    """The state of one source, the page that records it, and its proposal branch, if any."""

    path: str
    state: SourceState
    page: str = ""
    branch: str = ""
    note: str = ""


def statuses(snapshot: Snapshot) -> list[SourceStatus]:
    """Return the state of every file of `raw/`, and of recorded sources that are gone, by path."""
    proposed, rejected = _proposed_hashes(snapshot.repo), read_rejections(snapshot.repo.private)
    found = [_status_of(path, snapshot, proposed) for path in snapshot.source_paths]
    found = [_unless_rejected(one, snapshot, rejected) for one in found]
    found += [
        _status_of_gone(path, snapshot)
        for path in snapshot.wiki.records
        if path not in snapshot.raw
    ]
    found += [SourceStatus(p, "no reader", note=why) for p, why in unread_files(snapshot).items()]
    return sorted(found, key=lambda s: s.path)


def _unless_rejected(
    one: SourceStatus, snapshot: Snapshot, rejected: Mapping[str, Rejection]
) -> SourceStatus:
    """Return the state of a source, which is *rejected* where what was read has not changed."""
    found = rejected.get(one.path)
    if not found or one.state not in _AGAIN or found.sha256 != snapshot.hashes[one.path]:
        return one
    return SourceStatus(one.path, "rejected", one.page, note=found.words)


def aside_statuses(snapshot: Snapshot) -> list[SourceStatus]:
    """Return the sources that no run compiles by itself: copies, and files that were moved."""
    recorded = snapshot.wiki.records
    found = [_copy(path, snapshot) for path in snapshot.copies if path not in recorded]
    found += [_moved(path, snapshot) for path in snapshot.moved]
    return sorted(found, key=lambda s: s.path)


def _copy(path: str, snapshot: Snapshot) -> SourceStatus:
    return SourceStatus(path, "copy", note=note_copy(snapshot.copies[path]))


def note_copy(original: str) -> str:
    """Return the words that say of which source a file is a copy."""
    return (
        f"a copy of {original}: it says the same, so it is not compiled, and is no second witness"
    )


def _moved(path: str, snapshot: Snapshot) -> SourceStatus:
    old = snapshot.moved[path]
    note = (
        f"{old} is gone, and this file says most of it: {offer_replace(old, path)} keeps its page"
    )
    return SourceStatus(path, "moved", note=note)


def offer_replace(old: str, new: str) -> str:
    """Return the command that puts one source in the place of another, as code."""
    return f"`wiki replace {shlex.quote(old)} {shlex.quote(new)}`"


def _proposed_hashes(repo: Repository) -> dict[str, str]:
    """Return the hash of the source that each proposal branch compiled."""
    tips = repo.branches(COMPILE_BRANCHES)
    return {
        name: read_trailers(repo.message(tip)).get("Wiki-Source-SHA256", "")
        for name, tip in tips.items()
    }


def _status_of(path: str, snapshot: Snapshot, proposed: Mapping[str, str]) -> SourceStatus:
    sha = snapshot.hashes[path]
    record = snapshot.wiki.records.get(path)
    branch = branch_of_source(path)
    original = snapshot.copies.get(path, "")
    if record and record.record.get("sha256") == sha and not record.record.get("unplaced"):
        note = f"it says the same as {original}, and is no second witness" if original else ""
        return SourceStatus(path, "compiled", record.slug, note=note)
    if original and not record:
        return _copy(path, snapshot)
    page = record.slug if record else ""
    if proposed.get(branch) == sha:
        tip = snapshot.repo.resolve(f"refs/heads/{branch}")
        moved = (
            tip is not None and snapshot.repo.merge_base(snapshot.commit, tip) != snapshot.commit
        )
        return SourceStatus(
            path,
            "proposed",
            page,
            branch,
            "made before the last commit; compile again" if moved else "",
        )
    if record and record.record.get("sha256") == sha:
        return SourceStatus(
            path,
            "partial",
            page,
            note=f"{record.record['unplaced']} planned pages were not written",
        )
    if record:
        return SourceStatus(
            path, "changed", page, note="the file is no longer what the wiki was compiled from"
        )
    renamed = _renamed_from(sha, snapshot)
    if renamed:
        return SourceStatus(
            path, "renamed", snapshot.wiki.records[renamed].slug, note=f"compiled as {renamed}"
        )
    return _moved(path, snapshot) if path in snapshot.moved else SourceStatus(path, "pending")


def _renamed_from(sha: str, snapshot: Snapshot) -> str:
    same = (
        p
        for p, f in snapshot.wiki.records.items()
        if f.record.get("sha256") == sha and p not in snapshot.raw
    )
    return next(same, "")


def _status_of_gone(path: str, snapshot: Snapshot) -> SourceStatus:
    facts = snapshot.wiki.records[path]
    now = next((p for p, sha in snapshot.hashes.items() if sha == facts.record.get("sha256")), "")
    new = next((p for p, old in snapshot.moved.items() if old == path), "")
    note = f"moved to {new}, and changed: {offer_replace(path, new)}" if new else _GONE_NOTE
    return SourceStatus(path, "missing", facts.slug, note=f"renamed to {now}" if now else note)
