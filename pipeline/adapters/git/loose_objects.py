"""Write blobs, trees and commits as git does, without a process of git for each.

A commit of a few pages takes five such processes, and each takes far longer than what it does. What
git might judge otherwise than we is not written here but left to git: see `is_plain_path`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

# Names that mean the same to git on every system; `.git` in any of its disguises is none of them.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][^\x00-\x1f\x7f-\x9f\\:~/]*")
_FILE, _FOLDER = b"100644", b"40000"
_HEAD = 64  # bytes of an object that hold its kind and its size
_BLOB_HEAD = re.compile(rb"blob ([0-9]+)\0")

Files = Mapping[str, bytes | None]  # path → content, or None for a file that is to go


def is_plain_path(path: str) -> bool:
    """Tell whether a path is one that git takes as it stands, whatever the system."""
    names = path.split("/")
    return path.isprintable() and all(_PLAIN_NAME.fullmatch(name) for name in names)


def write_object(folder: Path, kind: str, data: bytes) -> str:
    """Write an object into git's folder of objects, where it is not there already; return its id.

    It appears in one step. What is left where that is cut off, git takes away in time.
    """
    text = f"{kind} {len(data)}\0".encode() + data
    sha = hashlib.sha1(text, usedforsecurity=False).hexdigest()
    target = folder / sha[:2] / sha[2:]
    with suppress(OSError):
        os.utime(target)  # it is there, and git shall not take it for an old one of nobody's
        return sha
    target.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="tmp_obj_", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(zlib.compress(text, 1))
        made.chmod(0o444)
        made.replace(target)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
    return sha


def read_blob_size(folder: Path, sha: str) -> int | None:
    """Return the size of a blob that is a file in git's folder of objects; None for any other."""
    try:
        with (folder / sha[:2] / sha[2:]).open("rb") as file:
            head = zlib.decompressobj().decompress(file.read(_HEAD), _HEAD)
    except (OSError, zlib.error):
        return None
    size = _BLOB_HEAD.match(head)
    return int(size[1]) if size else None


def commit_text(tree: str, parents: Iterable[str], who: str, message: str) -> bytes:
    """Return the text of a commit that somebody, `Name <address>`, makes now."""
    at = time.time()
    when = f"{who} {int(at)} {time.strftime('%z', time.localtime(at))}"
    of = "".join(f"parent {parent}\n" for parent in dict.fromkeys(parents))
    return f"tree {tree}\n{of}author {when}\ncommitter {when}\n\n{message}".encode()


def write_tree(folder: Path, base: bytes, files: Files, read: Callable[[str], bytes]) -> str:
    """Write a tree with these files changed, and return its id.

    `base` is the text of the tree that it was, and `read` returns that of another one by its id. As
    in git's index a file takes the place of a folder of its name, and the other way round, and a
    folder without files is none.
    """
    return _write_changed(folder, base, files, read) or write_object(folder, "tree", b"")


def _write_changed(
    folder: Path, base: bytes, files: Files, read: Callable[[str], bytes]
) -> str | None:
    """Return the id of the tree; None where nothing is in it."""
    entries = _read_entries(base)
    here: dict[str, bytes | None] = {}
    below: dict[str, dict[str, bytes | None]] = defaultdict(dict)
    for path, data in files.items():
        name, inside, rest = path.partition("/")
        if inside:
            below[name][rest] = data
        else:
            here[name] = data
    for name, data in here.items():
        mode, _ = entries.get(name.encode(), (b"", b""))
        if data is not None:
            entries[name.encode()] = _FILE, bytes.fromhex(write_object(folder, "blob", data))
        elif mode != _FOLDER:
            entries.pop(name.encode(), None)
    for name, inner in below.items():
        mode, sha = entries.get(name.encode(), (b"", b""))
        if mode != _FOLDER and all(data is None for data in inner.values()):
            continue  # nothing of it is there
        was = read(sha.hex()) if mode == _FOLDER else b""
        if made := _write_changed(folder, was, inner, read):
            entries[name.encode()] = _FOLDER, bytes.fromhex(made)
        else:
            del entries[name.encode()]
    rows = sorted(entries.items(), key=lambda row: row[0] + b"/" * (row[1][0] == _FOLDER))
    text = b"".join(b"%s %s\0%s" % (mode, name, sha) for name, (mode, sha) in rows)
    return write_object(folder, "tree", text) if rows else None


def _read_entries(text: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """Read a tree: name → mode and id."""
    found, at = {}, 0
    while at < len(text):
        end = text.index(b"\0", at)
        mode, _, name = text[at:end].partition(b" ")
        found[name] = mode, text[end + 1 : end + 21]
        at = end + 21
    return found
