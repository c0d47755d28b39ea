"""Read the working tree as a snapshot, as a commit of all of it would hold it.

It is written as a tree that nothing refers to, so that whoever reads a commit reads it too, caches
included; git takes such objects away by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError
from pipeline.core.paths import TEAM_PATHS
from pipeline.operations.repository.snapshot import Reads, Snapshot, take_snapshot

_CONFLICT_MARKER = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)


@dataclass(frozen=True)
class WorkingTree:
    """The working tree as a snapshot, and the paths that differ from HEAD (`loose`).

    `snapshot.commit` is HEAD, or the id of a tree where something is loose: changed, new or gone.
    """

    head: str
    snapshot: Snapshot
    loose: tuple[str, ...]


def read_working_tree(repo: Repository, *paths: str, read: Reads | None = None) -> WorkingTree:
    """Read what a commit of these paths would hold; by default those of the team's half.

    `read` is passed to `take_snapshot`. `UserError` on conflict markers in a page.
    """
    if not repo.has_files:
        raise UserError(
            "A bare repository has no files to look at.",
            "Name a commit, or run this in a clone of it.",
        )
    head = repo.head()
    dirty = repo.dirty(*(paths or TEAM_PATHS))
    # A path with a slash at its end is a repository inside of this one.
    loose = tuple(path for path in dirty if not path.endswith("/"))
    snapshot = take_snapshot(repo, repo.tree_with_files(head, loose) if loose else head, read=read)
    _refuse_conflicts(snapshot, loose)
    return WorkingTree(head, snapshot, loose)


def _refuse_conflicts(snapshot: Snapshot, loose: tuple[str, ...]) -> None:
    wiki = snapshot.wiki
    for path in loose:
        if wiki.at(path) and _CONFLICT_MARKER.search(wiki.text_at(path)):
            raise UserError(
                f"{path} holds conflict markers.",
                "Settle the conflict, then run the command again.",
            )
