"""Files of this computer that a person names: walk folders, read them, and put copies somewhere.

Links inside a folder are never followed, and only regular files are opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Folders of programs and their parts, in which nobody keeps what they have to say.
_FOLDERS_OF_PROGRAMS = frozenset(
    {
        *("node_modules", "bower_components", "__pycache__", "site-packages", "dist-packages"),
        *("venv", "virtualenv", "$recycle.bin", "system volume information", "__macosx"),
    }
)
_DEEPEST = 30  # folders below one another
MOST_ENTRIES = 100_000  # that are looked at in one walk


@dataclass(frozen=True)
class LocalFile:
    """A regular file: where it is, what it is called below the folder that was named, its size."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True)
class PassedOver:
    """A file or folder that a walk does not take, and why."""

    name: str
    why: str


def walk_folder(folder: Path, spare: Sequence[Path] = ()) -> Iterator[LocalFile | PassedOver]:
    """Yield what is in a folder and below it, in the order of the names.

    Hidden files, links, devices and folders of programs are passed over, and so is what `spare`
    names. `OSError` where the folder itself cannot be read.
    """
    spared = {os.path.realpath(path) for path in spare}
    seen = 0
    todo = [(str(folder), "", 0)]
    while todo:
        where, above, depth = todo.pop()
        try:
            entries = sorted(os.scandir(where), key=lambda entry: entry.name)
        except OSError as error:
            if not above:
                raise
            yield PassedOver(above, f"it cannot be read: {error.strerror}")
            continue
        below = []
        for entry in entries:
            seen += 1
            if seen > MOST_ENTRIES:
                yield PassedOver(above or ".", f"there are more than {MOST_ENTRIES:,} files")
                return
            name = f"{above}/{entry.name}".lstrip("/")
            why = _why_passed_over(entry, spared, depth)
            if why:
                yield PassedOver(name, why)
            elif entry.is_dir(follow_symlinks=False):
                below.append((entry.path, name, depth + 1))
            else:
                yield LocalFile(Path(entry.path), name, entry.stat(follow_symlinks=False).st_size)
        todo += reversed(below)


def _why_passed_over(entry: os.DirEntry[str], spared: set[str], depth: int) -> str:
    try:
        if entry.is_symlink():
            return "a link is not followed"
        if entry.name.startswith("."):
            return "hidden"
        if entry.is_dir(follow_symlinks=False):
            if os.path.realpath(entry.path) in spared:
                return "it is the wiki itself"
            if entry.name.lower() in _FOLDERS_OF_PROGRAMS:
                return "parts of programs"
            return "it lies too deep" if depth >= _DEEPEST else ""
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return "" if stat.S_ISREG(mode) else "it is no file, but a device, a pipe or a socket"


def put_new_file(root: Path, path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all; `OSError` where that fails.

    It is written beside its place and then linked there, which replaces nothing. `path` is below
    `root`, and no folder on the way may be a link that leads out of it. Folders that were made for
    a file that could not be written are taken away again.
    """
    target = root / path
    made = [folder for folder in target.parents if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(root.resolve()):
            raise OSError(f"{path}: a folder on the way is a link that leads out of the repository")
        beside = target.with_name(f".new.{os.getpid()}")
        try:
            with beside.open("xb") as file:
                file.write(data)
            _move_without_replacing(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except BaseException:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _move_without_replacing(new: Path, target: Path) -> None:
    try:
        os.link(new, target)
    except FileExistsError:
        raise
    except OSError:  # the disk knows no links
        if target.exists():
            raise FileExistsError(target) from None
        new.rename(target)
