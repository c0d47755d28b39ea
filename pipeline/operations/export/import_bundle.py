"""`wiki okf import`: take a bundle of the Open Knowledge Format into the working tree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import read_foreign_bytes
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.local_files import LocalFile, put_new_file, walk_folder
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.errors import UserError
from pipeline.core.name_keys import file_key
from pipeline.outputs.exports.okf.restore import RefusedPlace, RestoredFile, restore_files
from pipeline.readers import MAX_BYTES

# What every wiki has, and what of a bundle is taken only where it is missing.
_KEPT_AS_IS = ("schema.md", "log.md", "wiki/questions.yaml")


@dataclass(frozen=True)
class ImportedBundle:
    """What became of the files of a bundle.

    `written` are new, `same` were there with the same bytes, `left` are there with others and were
    left as they are, `refused` are places of the bundle with the reason.
    """

    written: tuple[RestoredFile, ...]
    same: int
    left: tuple[str, ...]
    refused: tuple[RefusedPlace, ...]


def import_bundle(repo: Repository, folder: Path) -> ImportedBundle:
    """Write the files of a bundle that are not there yet; nothing is replaced, nothing committed.

    `UserError`, before anything is written, where a page or a source is there with other content.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder.", "Name the folder of a bundle.")
    found = [*_restored(folder)]
    refused = tuple(one for one in found if isinstance(one, RefusedPlace))
    files = [one for one in found if isinstance(one, RestoredFile)]
    _refuse_clashes(files)
    _refuse_ways_out(repo.root.resolve(), files)
    there = {one.path: _content(repo.root / one.path) for one in files}
    same = [one for one in files if there[one.path] == one.data]
    other = [one for one in files if there[one.path] not in (None, one.data)]
    if lost := [one.path for one in other if not _is_kept_as_is(one.path)]:
        raise UserError(
            f"{lost[0]} is there with other content"
            + (f", and so are {len(lost) - 1} more files." if len(lost) > 1 else "."),
            "Nothing was written. Import into a wiki without them, or move them away first.",
        )
    new = [one for one in files if there[one.path] is None]
    for one in new:
        put_new_file(repo.root, one.path, one.data)
    return ImportedBundle(tuple(new), len(same), tuple(one.path for one in other), refused)


def _restored(folder: Path) -> list[RestoredFile | RefusedPlace]:
    walked = [*walk_folder(folder)]
    passed = [RefusedPlace(x.name, x.why) for x in walked if not isinstance(x, LocalFile)]
    files = {x.name: x.path for x in walked if isinstance(x, LocalFile)}
    hidden = {place.place for place in passed if place.why == "hidden"}

    def read(place: str) -> bytes:
        try:
            return read_foreign_bytes(files[place], MAX_BYTES)
        except ValueError as error:
            raise UserError(f"{place} cannot be read: {error}.", "Nothing was written.") from error

    made = restore_files(sorted(files), read, folder.resolve().name)
    return [*made, *(one for one in passed if one.place not in hidden)]


def _refuse_clashes(files: list[RestoredFile]) -> None:
    count = Counter(file_key(one.path) for one in files)
    for one in files:
        if count[file_key(one.path)] > 1:
            raise UserError(
                f"Several files of the bundle would become {one.path}.", "Nothing was written."
            )


def _refuse_ways_out(root: Path, files: list[RestoredFile]) -> None:
    for one in files:
        if not (root / one.path).parent.resolve().is_relative_to(root):
            raise UserError(
                f"{one.path}: a folder on the way is a link that leads out of the repository.",
                "Nothing was written. Put a folder in the place of the link.",
            )


def _content(path: Path) -> bytes | None:
    """Return what is at a path; None where nothing is. What cannot be read is something else."""
    if not path.is_symlink() and not path.exists():
        return None
    try:
        return read_foreign_bytes(path, MAX_BYTES)
    except (OSError, ValueError):
        return b"\0"


def _is_kept_as_is(path: str) -> bool:
    return path in _KEPT_AS_IS or is_index(path)
