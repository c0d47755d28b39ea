"""Find the addresses in lists and shortcuts that are given to be added, or lie under `raw/`.

Such a file is opened and not stored: what stands at its addresses is stored, beside it where it
lies under `raw/` itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import read_foreign_bytes
from pipeline.core.errors import UserError
from pipeline.core.sources.pointer_files import (
    MOST_BYTES,
    is_pointer,
    not_fetched,
    read_pointer,
)
from pipeline.operations.add.addition import Addition, GivenFile
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot


@dataclass(frozen=True)
class OpenedPointer:
    """A file of addresses, and the folder below `raw/` for what stands at them."""

    path: str
    folder: str
    addresses: tuple[str, ...]


def open_pointers(
    files: Iterable[GivenFile], root: Path
) -> tuple[list[GivenFile], list[OpenedPointer], list[Addition]]:
    """Divide given files: those that are no lists, the lists, and lists that cannot be read."""
    others: list[GivenFile] = []
    opened: list[OpenedPointer] = []
    refused: list[Addition] = []
    for given in files:
        if given.file is None or not is_pointer(given.file.name):
            others.append(given)
            continue
        try:
            data = read_foreign_bytes(given.file, MOST_BYTES)
            pointed = read_pointer(given.told, data)
        except UserError as error:
            note = error.message.removeprefix(f"{given.told}: ")
            refused.append(Addition(given, "refused", note=note, hint=error.hint))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            refused.append(Addition(given, "refused", note=f"it cannot be read: {why}."))
        else:
            folder = _folder_below_raw(given, root)
            opened.append(OpenedPointer(given.told, folder, tuple(p.address for p in pointed)))
    return others, opened, refused


def _folder_below_raw(given: GivenFile, root: Path) -> str:
    raw = root / "raw"
    if given.file is not None and given.file.is_relative_to(raw):
        inner = given.file.parent.relative_to(raw).as_posix()
        return "" if inner == "." else inner
    return given.folder


def pointers_of(snapshot: Snapshot) -> Sequence[OpenedPointer]:
    """Return the lists under `raw/` with those of their addresses that were not fetched yet.

    A list that cannot be read has none; `wiki status` says why.
    """
    found = []
    for path, blob in snapshot.raw.items():
        if not is_pointer(path) or blob.mode not in REGULAR_MODES:
            continue
        try:
            pointed = read_pointer(path, snapshot.repo.read(blob.sha))
        except UserError:
            continue
        if missing := not_fetched(pointed, snapshot.fetched):
            folder = path.removeprefix("raw/").rpartition("/")[0]
            found.append(OpenedPointer(path, folder, tuple(p.address for p in missing)))
    return found
