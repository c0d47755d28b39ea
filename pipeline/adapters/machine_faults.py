"""Say in words what the machine refuses: a full disk, missing rights, too little memory.

None of it is a mistake of ours, so whoever runs the program reads a sentence and a hint instead of
a trace. The module is not imported before something went wrong.
"""

from __future__ import annotations

import errno
import re
import signal
from typing import Any

from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import MissingObject, UserError

_NOTHING_LOST = "Nothing is half written; run the command again then."
_ROOM_HINT = f"Make room, or set TMPDIR to a folder on another disk. {_NOTHING_LOST}"
_RIGHTS_HINT = (
    f"Give whoever runs this the right to write there, or run it as its owner. {_NOTHING_LOST}"
)
_FILES_HINT = f"Raise the limit (`ulimit -n 1024`), or close other programs. {_NOTHING_LOST}"
_MEMORY_HINT = f"Close other programs, or run it where there is more memory. {_NOTHING_LOST}"
_LIMIT_HINT = f"Raise the limit (`ulimit -f unlimited`). {_NOTHING_LOST}"
_DAMAGE_HINT = (
    "Look at it with `git fsck`; a clone without all objects needs `git fetch --refetch`."
)
_BUSY_HINT = "Wait until it is done. Where none runs, delete the file; then run the command again."
_WAY_HINT = f"Move what stands there away. {_NOTHING_LOST}"
_OWNER_HINT = "Do what git says, then run the command again."

_BY_NUMBER = {
    errno.ENOSPC: ("there is no room left on the disk", _ROOM_HINT),
    errno.EDQUOT: ("the quota of the disk is used up", _ROOM_HINT),
    errno.EFBIG: ("a file would be larger than the system allows", _LIMIT_HINT),
    errno.EROFS: ("it cannot be written there, for the disk is read-only", _RIGHTS_HINT),
    errno.EACCES: ("there is no right to do it", _RIGHTS_HINT),
    errno.EPERM: ("there is no right to do it", _RIGHTS_HINT),
    errno.EMFILE: ("too many files are open at once", _FILES_HINT),
    errno.ENFILE: ("too many files are open at once", _FILES_HINT),
    errno.ENOMEM: ("there is not enough memory", _MEMORY_HINT),
    errno.EAGAIN: ("the system lets no more processes or memory be used", _MEMORY_HINT),
    **dict.fromkeys(
        (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY, errno.ELOOP),
        ("another file, folder or link stands in the way", _WAY_HINT),
    ),
    errno.ENAMETOOLONG: ("its name is longer than the disk allows", "Give it a shorter one."),
    errno.EIO: ("the disk reports an error", "Look at the disk."),
}
# What git says of the same, and of what only it meets. The first that fits counts.
_BY_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), hint)
    for pattern, hint in (
        (r"no space left|out of diskspace|disk quota|write error|unable to write (?:file|loose object)|short write", _ROOM_HINT),  # noqa: E501
        (r"file too large", _LIMIT_HINT),
        (r"read-only file system|permission denied|insufficient permission|operation not permitted|not writable", _RIGHTS_HINT),  # noqa: E501
        (r"too many open files", _FILES_HINT),
        (r"out of memory|cannot allocate memory|cannot fork|resource temporarily unavailable|mmap failed", _MEMORY_HINT),  # noqa: E501
        (r"dubious ownership|unsafe repository|bad config|unable to access '[^']*config'|HOME not set", _OWNER_HINT),  # noqa: E501
        (r"\.lock': file exists|another git process", _BUSY_HINT),
        (r"bad (?:tree )?object|corrupt|missing blob|unable to (?:read|find|unpack)|could not read|is empty|not a tree object"  # noqa: E501
         r"|no such object|invalid object|unexpected end of file|bad tree|promisor", _DAMAGE_HINT),
        (r"unable to|cannot|could not|failed to|not a git repository", _OWNER_HINT),
    )
)  # fmt: skip


def explain_fault(error: BaseException) -> UserError | None:
    """Return a message for an exception that the machine caused; None for any other, our own bug.

    Exceptions of libraries are recognised by the name of their module, because no library can be
    imported any more once too many files are open.
    """
    library = type(error).__module__.partition(".")[0]
    if isinstance(error, BaseExceptionGroup):
        found = [explain_fault(one) for one in error.exceptions]
        return found[0] if all(found) else None
    if library == "git":
        return _explain_git(error)
    if isinstance(error, MissingObject):
        return UserError(
            f"The repository is damaged, or a clone without all objects: {error}.", _DAMAGE_HINT
        )
    if isinstance(error, MemoryError):
        return UserError("There is not enough memory.", _MEMORY_HINT)
    if library == "sqlite3":
        return UserError(
            f"A file of `.git/wiki` cannot be used: {quote_on_one_line(str(error))}.", _RIGHTS_HINT
        )
    if isinstance(error, ImportError):
        return _explain_import(error)
    return _explain_system(error) if isinstance(error, OSError) else None


def _explain_import(error: ImportError) -> UserError | None:
    if isinstance(error.__cause__, OSError):
        return _explain_system(error.__cause__)
    if "too many open files" in str(error).lower():
        return UserError("Too many files are open at once.", _FILES_HINT)
    if (error.name or "").partition(".")[0] == "pipeline":
        return None
    return UserError(
        f"The program is not installed whole: {quote_on_one_line(str(error))}.",
        "Set it up again: `make wiki`.",
    )


def _explain_system(error: OSError) -> UserError | None:
    if isinstance(error, FileNotFoundError) and "No usable temporary directory" in str(error):
        return UserError("No folder for temporary files can be written.", _ROOM_HINT)
    if error.errno not in _BY_NUMBER:
        return None
    what, hint = _BY_NUMBER[error.errno]
    name = error.filename2 or error.filename
    return UserError(
        f"{quote_on_one_line(str(name))}: {what}." if name else f"{what[:1].upper()}{what[1:]}.",
        hint,
    )


def _explain_git(error: Any) -> UserError | None:
    """Return a message for what GitPython raised; None where git itself said nothing of it."""
    said = (
        str(getattr(error, "stderr", "") or "").strip().removeprefix("stderr: ").strip("'").strip()
    )
    status = getattr(error, "status", 0)
    if type(error).__name__ == "GitCommandNotFound":
        return UserError(
            "git is not installed, or not on the PATH.", "Install it, then run the command again."
        )
    if not isinstance(status, int):
        return None
    if status < 0:
        ended = -status
        hint = _LIMIT_HINT if ended == getattr(signal, "SIGXFSZ", 0) else _MEMORY_HINT
        return UserError(
            f"git was ended by the system ({signal.strsignal(ended) or f'signal {ended}'}).", hint
        )
    for pattern, hint in _BY_WORDS:
        if pattern.search(said):
            return UserError(f"git cannot do its work here: {quote_on_one_line(said)}.", hint)
    return None
