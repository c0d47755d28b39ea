"""Read a file of the working tree in place of a blob, where it is that very blob."""

from __future__ import annotations

import hashlib
import os
import stat

# A file of the working tree with more bytes is not read: git knows more quickly whether it is the
# blob.
_LARGEST_FILE = 10_000_000
# No link is followed, and nothing waits for who writes into a pipe.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_if_blob(file: str, sha: str) -> bytes | None:
    """Return the content of a file if it is the blob with this id; None for any other file."""
    try:
        handle = os.open(file, _OPEN_FLAGS)
    except (OSError, ValueError):
        return None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST_FILE:
            return None
        data = os.read(handle, about.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    made = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    made.update(data)
    return data if made.hexdigest() == sha else None
