"""Keep replies of the model on disk, so that a question asked twice is paid for once."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from pipeline.adapters.files import read_foreign_text

MOST_TEXT_BYTES = 10_000_000  # of one text


class ReplyCache(Protocol):
    """Keeps texts under keys that are hexadecimal digests."""

    def get(self, key: str) -> str | None:
        """Return the text kept under `key`, or None."""

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; a reader sees all of it or nothing."""

    def drop(self, key: str) -> None:
        """Forget what is kept under `key`, if anything."""


class FolderCache:
    """One file for each key, in a folder named by the key's first two digits.

    With `reads` false texts are kept, but none that was kept before is used.
    """

    def __init__(self, folder: Path, reads: bool = True) -> None:
        self.folder = folder
        self._reads = reads  # whether what is kept is used, or only kept

    def get(self, key: str) -> str | None:
        """Return the text kept under `key`, or None where it is not there or cannot be read."""
        if not self._reads:
            return None
        try:
            return read_foreign_text(self._file(key), MOST_TEXT_BYTES)
        except (OSError, ValueError):
            return None

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; a reader sees all of it or nothing. Raises `OSError`."""
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
        half = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(text)
            half.replace(file)
        except BaseException:
            half.unlink(missing_ok=True)
            raise

    def drop(self, key: str) -> None:
        """Forget what is kept under `key`, if anything."""
        with suppress(OSError):
            self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
