"""Write an export into a folder of its own: all of it or nothing, and over nothing but an export.

The folder gets a hidden file that lists what was written. By it a later export knows the folder
for one of its own, and replaces it; a folder that holds anything else is left as it is.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pipeline.core.errors import UserError

LIST_NAME = ".wiki-export"
_HEAD = "# What `wiki export` wrote here. A later export replaces these files, and no others.\n"


def write_export_folder(
    folder: Path,
    texts: Mapping[str, str],
    copies: Mapping[str, Callable[[], bytes]],
    streams: Mapping[str, Callable[[], Iterable[str]]],
) -> None:
    """Write the files, by their paths below `folder`; `UserError` where it is not free for them.

    `copies` are read one after another and `streams` part by part, for all of them together may be
    larger than the memory.
    """
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new.chmod(0o777 & ~_umask())
        for path, text in texts.items():
            _write(new / path, [text.encode("utf-8", "replace")])
        for path, read in copies.items():
            _write(new / path, [read()])
        for path, parts in streams.items():
            _write(new / path, (part.encode("utf-8", "replace") for part in parts()))
        names = sorted({*texts, *copies, *streams})
        _write(new / LIST_NAME, [(_HEAD + "".join(f"{name}\n" for name in names)).encode()])
        _put_in_place(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write(target: Path, parts: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.writelines(parts)


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        folder.rename(old / "old")
        try:
            new.rename(folder)
        except OSError:
            (old / "old").rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    """Raise `UserError` where a folder holds anything that no export has written."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UserError(f"{folder} is no folder.", "Name another one with --out.")
    if not folder.exists():
        return
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not _is_folder(p)}
    listed = folder / LIST_NAME
    known = {LIST_NAME}
    if LIST_NAME in there and not listed.is_symlink():
        known |= {*listed.read_text("utf-8", "replace").splitlines()}
    if foreign := sorted(there - known):
        raise UserError(
            f"{folder} holds {foreign[0]}, which no export has written.",
            "Name another folder with --out, or move the file away.",
        )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
