"""Take over from earlier runs on GitHub the files that are known by name, and no others.

A cache is filled by jobs that read foreign text. Each value is checked again where it is read (a
reply as a reply of the model's, a verdict on the very statements that it names). Here it is made
sure that nothing else is taken over: no database that a library would open, no link, nothing that
could be run, and no more than a disk can hold.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.core.errors import UserError

# The names of the files, and how many bytes each may have.
_KNOWN_FILES = (
    (re.compile(r"replies/([0-9a-f]{2})/\1[0-9a-f]{62}\.json"), 2_000_000),
    (re.compile(r"verdicts/([0-9a-f]{2})/\1[0-9a-f]{62}\.json"), 100_000),
    (re.compile(r"support/([0-9a-f]{2})/\1[0-9a-f]{62}\.json"), 100_000),
    (re.compile(r"batches/[0-9a-f]{16}\.json"), 2_000_000),
    (re.compile(r"shortlists\.json"), 100_000_000),
    (re.compile(r"addresses\.json"), 10_000_000),
)
_KNOWN_FOLDERS = re.compile(r"(?:replies|verdicts|support)(?:/[0-9a-f]{2})?|batches")
_DATABASE = "facts.sqlite"  # a run makes it in its store, and none takes it over
MOST_FILES = 500_000
MOST_CHARACTERS = 1_000_000_000

Marks = Mapping[str, tuple[int, int]]
"""The files of a store by name, each with what tells whether it is the same file later."""


def take_over(
    before: Path, into: Path, files: int = MOST_FILES, characters: int = MOST_CHARACTERS
) -> Marks:
    """Copy what an earlier run kept into an empty folder, and return marks of the files.

    What is too much for one store is left behind. `UserError` where the folder holds anything: it
    is made for this run, and what is of no use to the next run is removed from it.
    """
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise UserError(
            f"{into} is not empty.",
            "Name a folder that is made for this run, such as one in RUNNER_TEMP.",
        )
    marks: dict[str, tuple[int, int]] = {}
    for name, path, most in _known_files(before, ""):
        with suppress(OSError, ValueError):  # a link, say, or half a file: it is not there
            text = read_foreign_text(path, most)
            characters -= len(text)
            if characters < 0 or len(marks) >= files:
                break
            write_whole(into / name, text)
            marks[name] = _mark_of(into / name)
    return marks


def hand_on(folder: Path, before: Marks, only_new: bool) -> None:
    """Leave in a store what the next run can take over.

    With `only_new` that is what this run has added or changed.
    """
    for path in folder.glob(f"{_DATABASE}*"):
        path.unlink()
    for name, mark in before.items() if only_new else ():
        with suppress(FileNotFoundError):  # dropped meanwhile
            if _mark_of(folder / name) == mark:
                (folder / name).unlink()


def _mark_of(path: Path) -> tuple[int, int]:
    said = os.lstat(path)
    return said.st_ino, said.st_mtime_ns


def _known_files(folder: Path, prefix: str) -> Iterator[tuple[str, Path, int]]:
    """Yield the files that have a name of ours, each with the bytes it may have.

    No link is followed.
    """
    try:
        entries = (
            sorted(os.scandir(folder), key=lambda entry: entry.name) if _is_folder(folder) else []
        )
    except OSError:
        return
    for entry in entries:
        name, path = f"{prefix}{entry.name}", Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if _KNOWN_FOLDERS.fullmatch(name):
                yield from _known_files(path, f"{name}/")
        else:
            yield from ((name, path, most) for form, most in _KNOWN_FILES if form.fullmatch(name))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False
