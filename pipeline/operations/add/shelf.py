"""What stands under `raw/` already, and what this run puts beside it: names, copies, versions."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from pathlib import Path

from pipeline.core.name_keys import file_key
from pipeline.core.paths import folders_holding
from pipeline.core.source_words import digest_words
from pipeline.core.sources.file_names import free_path, version_key
from pipeline.core.values import Source
from pipeline.operations.repository.snapshot import Snapshot

ASSETS = "raw/assets"
_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 0.4  # the share of their different words that two versions of a document have in common
_MOST_COMPARED = 20  # sources of one name that are read, for each new file


class Shelf:
    """The sources of a wiki as its working tree has them, growing by what is added."""

    def __init__(self, snapshot: Snapshot, root: Path, committed: Collection[str]) -> None:
        self._snapshot = snapshot
        self._root = root
        self._said = {words: path for path, words in reversed(snapshot.words.items()) if words}
        there = {*snapshot.raw, *committed}  # what was deleted and still is committed too
        self._taken = {file_key(path) for path in there}
        self._folders = {file_key(folder): folder for folder in folders_holding(there)}
        self._versions: dict[str, list[str]] = {}
        for path in snapshot.source_paths:
            self._versions.setdefault(version_key(path), []).append(path)
        self._pictures: dict[str, str] | None = None  # by the hash of what they hold
        self._new: set[str] = set()  # pictures of this run

    def find_copy(self, data: bytes) -> str:
        """Return the source that says the same but for white space and front matter, or ""."""
        return self._said.get(digest_words(data), "")

    def place(self, folder: str, name: str) -> str:
        """Return a free path for a file; folders that are there keep their spelling."""
        path = "raw"
        for step in folder.split("/") if folder else ():
            path = self._folders.get(file_key(f"{path}/{step}"), f"{path}/{step}")
        return free_path(f"{path}/{name}", self._is_taken)

    def _is_taken(self, key: str) -> bool:
        return key in self._taken or os.path.lexists(self._root / key)

    def take(self, path: str, data: bytes, words: bytes | None = None) -> None:
        """Remember a file that is going to be there; `words` is how the person gave it."""
        self._taken.add(file_key(path))
        for folder in folders_holding([path]):
            self._folders.setdefault(file_key(folder), folder)
        for said in (data, words):
            if said is not None and (key := digest_words(said)):
                self._said.setdefault(key, path)

    def place_picture(self, name: str, data: bytes) -> tuple[str, bool]:
        """Return where a picture is kept, and whether this run has to write it there.

        The same picture is kept once.
        """
        if self._pictures is None:
            self._pictures = self._read_pictures()
        key = hashlib.sha256(data).hexdigest()
        if key not in self._pictures:
            self._pictures[key] = self.place("assets", name)
            self._new.add(self._pictures[key])
            self._taken.add(file_key(self._pictures[key]))
        return self._pictures[key], self._pictures[key] in self._new

    def _read_pictures(self) -> dict[str, str]:
        """Return the pictures that are there, by the hash of what they hold."""
        there = [path for path in self._snapshot.raw if path.startswith(f"{ASSETS}/")]
        blobs = [(path, self._snapshot.raw[path].sha) for path in there]
        read = self._snapshot.repo.read_files(blobs)
        return {
            hashlib.sha256(data).hexdigest(): path
            for (path, _), data in zip(blobs, read, strict=True)
        }

    def find_older_version(self, path: str, source: Source) -> str:
        """Return the source of the same name of which this looks like another version, or ""."""
        mine, best, found = _words_of(source), _ALIKE, ""
        for other in self._versions.get(version_key(path), [])[:_MOST_COMPARED]:
            there = self._snapshot.source_or_none(other)
            theirs = _words_of(there) if there else set()
            alike = len(mine & theirs) / max(1, len(mine | theirs))
            if alike >= best:
                best, found = alike, other
        return found


def _words_of(source: Source) -> set[str]:
    return {word.lower() for word in _WORD.findall(source.text)}
