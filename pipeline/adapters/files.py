"""Files on disk: written so that they are there whole or not at all, and read where somebody else
wrote them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file; whoever reads it meanwhile, or after an interruption, finds the old text or the
    new."""
    with staged({path: text}):
        pass


@contextmanager
def staged(texts: Mapping[Path, str]) -> Iterator[None]:
    """Write files beside their places; when the block has ended well they take them, each whole.

    So a disk that is full or a folder that cannot be written is found before anything changes.
    """
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_text(text, encoding="utf-8", newline="\n")
        yield
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)


def foreign_text(path: Path, most: int) -> str:
    """Return a regular file's text; `ValueError` where it is anything else, too large, or not
    UTF-8."""
    if not stat.S_ISREG(
        os.lstat(path).st_mode
    ):  # before it is opened: opening a device or a FIFO does something
        raise ValueError("it is not a regular file")
    handle = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("it is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"it is larger than {most // 1_000_000} MB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
