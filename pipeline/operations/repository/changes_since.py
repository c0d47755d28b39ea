"""What the wiki learned, superseded and answered between two commits, from git alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from pipeline.adapters.git.history import find_day
from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError
from pipeline.core.history.compare_states import WikiState, compare_states
from pipeline.core.history.wiki_changes import WikiChanges
from pipeline.core.wiki.schema import Rules, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.revisions import find_commit, is_before_all
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot


@dataclass(frozen=True)
class DatedCommit:
    """A commit, with its day in UTC; `commit` is empty on a day before the first one."""

    commit: str
    day: str

    @property
    def name(self) -> str:
        """What people read: the short hash and the day."""
        return f"{self.commit[:12]} ({self.day})" if self.commit else f"the beginning ({self.day})"


@dataclass(frozen=True)
class ChangesSince:
    """What changed from one commit to another; `backwards` where the second is the older one."""

    since: DatedCommit
    until: DatedCommit
    changes: WikiChanges
    backwards: bool = False


def find_changes(repo: Repository, since: str, until: str = "HEAD") -> ChangesSince:
    """Compare the wiki at two revisions or days.

    No model is asked, and `schema.md` is not needed: a wiki whose schema is wrong has a history
    too. Since a day before the first commit all is new. `UserError` where a revision cannot be
    found.
    """
    repo.head()  # says it where there is no commit at all
    new = find_commit(repo, until)
    if is_before_all(repo, since):
        after = _take_state(repo, new)
        paths = [blob.path for blob in repo.tree(new)]
        return ChangesSince(
            DatedCommit("", since),
            DatedCommit(new, find_day(repo, new)),
            compare_states(WikiState(Wiki((), lambda _: ""), "", {}), state_of(after), paths),
        )
    old = find_commit(repo, since)
    before, after = _take_state(repo, old), _take_state(repo, new)
    paths = [change.path for change in repo.changes(old, new)]
    return ChangesSince(
        DatedCommit(old, find_day(repo, old)),
        DatedCommit(new, find_day(repo, new)),
        compare_states(state_of(before), state_of(after), paths),
        old != new and _is_older(repo, new, old),
    )


def _is_older(repo: Repository, one: str, other: str) -> bool:
    with suppress(UserError):  # a shallow clone: nothing can be said of its history
        return repo.merge_base(one, other) == one
    return False


def _take_state(repo: Repository, commit: str) -> Snapshot:
    return take_snapshot(repo, commit, Schema(Rules(), ""))


def state_of(snapshot: Snapshot) -> WikiState:
    """Return the state of a commit, as it is compared with another."""
    sources = {path: snapshot.raw[path].sha for path in snapshot.source_paths}
    return WikiState(snapshot.wiki, snapshot.log, sources)
