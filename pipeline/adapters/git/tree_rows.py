"""The files of a tree as git lists them, and what differs between two trees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_USUAL_MODES = {b"100644": "100644", b"100755": "100755", b"120000": "120000"}
_FOLDER, _LINK, _FILE = 0o040000, 0o120000, 0o100000


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


def list_files(
    tree: bytes, read: Callable[[str], bytes], paths: Collection[str] = ()
) -> Iterator[Blob]:
    """Yield the files of a tree as `git ls-tree -r` lists them, in its order.

    `tree` is the text of the tree, and `read` returns that of another one by its id. Where there
    are `paths`, only what stands at or below them is looked at.
    """
    asked = [path.strip("/") for path in paths]
    open_ = [("", _read_entries(tree))]
    while open_:
        above, entries = open_[-1]
        for mode, name, sha in entries:
            path = f"{above}{name}"
            if asked and not any(_is_asked(path, bool(mode), other) for other in asked):
                continue
            if mode:
                yield Blob(path, mode, sha)
                continue
            # a list and no recursion, because a folder may lie in a thousand others
            open_.append((f"{path}/", _read_entries(read(sha))))
            break
        else:
            open_.pop()


def _is_asked(path: str, is_file: bool, asked: str) -> bool:
    """Tell whether a path is what is asked for, lies in it, or is a folder on the way there."""
    if path == asked or path.startswith(f"{asked}/"):
        return True
    return not is_file and asked.startswith(f"{path}/")


def _read_entries(text: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield what a tree holds, as mode, name and id; the mode of a folder is ""."""
    at = 0
    while at < len(text):
        end = text.index(b"\0", at)
        mode, _, name = text[at:end].partition(b" ")
        at = end + 21
        yield (
            _USUAL_MODES.get(mode) or _plain_mode(int(mode, 8)),
            name.decode("utf-8", "surrogateescape"),
            text[end + 1 : at].hex(),
        )


def _plain_mode(mode: int) -> str:
    """Return a mode as git shows it, whatever bits an old program wrote; "" for a folder."""
    kind = mode & 0o170000
    if kind == _FILE:
        return "100755" if mode & 0o100 else "100644"
    return {_FOLDER: "", _LINK: "120000"}.get(kind, "160000")
