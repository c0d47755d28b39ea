"""Write files whole or not at all, and read files that somebody else wrote."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file so that a reader finds the old text or the new, even after an interruption."""
    with stage_files({path: text}):
        pass


@contextmanager
def stage_files(texts: Mapping[Path, str] | Mapping[Path, str | bytes]) -> Iterator[None]:
    """Write files beside their places; once the block has ended well, each replaces its target.

    So a disk that is full, or a folder that cannot be written, is found before anything changes.
    Each file is replaced whole.
    """
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, bytes):
                beside[path].write_bytes(text)
            else:
                beside[path].write_text(text, encoding="utf-8", newline="\n")
        yield
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)


def read_foreign_text(path: Path, most: int) -> str:
    """Return the text of a file that anybody may have written; `ValueError` says why it is refused.

    It is refused where `read_foreign_bytes` refuses it, or where it is not UTF-8.
    """
    try:
        return read_foreign_bytes(path, most).decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def read_foreign_bytes(path: Path, most: int) -> bytes:
    """Return what is in a file of anybody's; `ValueError` says why it is refused.

    It is refused where it is no regular file, or has more than `most` bytes. The file is looked at
    before it is opened, because opening a device or a FIFO already does something.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise ValueError("it is not a regular file")
    handle = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is not a regular file")
        data = b"" if about.st_size > most else file.read(most + 1)
    if len(data) > most or about.st_size > most:
        raise ValueError(f"it is larger than {most // 1_000_000} MB")
    return data
