"""The rows in which git lists the files of a tree, and what differs between two trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Blob(NamedTuple):
    """One file in the tree of a commit.

    It is no dataclass, because that takes five times as long to make, and there are ten thousands.
    """

    path: str
    mode: str
    sha: str


@dataclass(frozen=True)
class PathChange:
    """A path that differs between two commits: `old` is None if it is new, `new` if it is gone."""

    path: str
    old: Blob | None
    new: Blob | None


def read_change_row(path: str, old_mode: str, new_mode: str, old: str, new: str) -> PathChange:
    """Return one row of `diff-tree --raw` as a change; a mode of zeros stands for no file."""
    return PathChange(
        path,
        Blob(path, old_mode, old) if int(old_mode) else None,
        Blob(path, new_mode, new) if int(new_mode) else None,
    )


def mode_and_sha(head: str) -> tuple[str, str]:
    """Return the mode and the object id of a row of `ls-tree`, from what precedes its path."""
    mode, _, sha = head.split(" ", 2)
    return mode, sha
