"""The files that an e-mail carries become sources of their own, in a folder beside the mail."""

from __future__ import annotations

from pipeline.adapters.processes.time_limited import run_in_time
from pipeline.core.errors import UserError
from pipeline.core.sources.file_names import safe_folder, split_suffix
from pipeline.operations.add.addition import Addition, GivenFile
from pipeline.operations.repository.snapshot import READ_SECONDS
from pipeline.readers.mail.attachments import attachments

MOST_ATTACHMENTS = 100
DEEPEST_MAIL = 3  # mails that are attached to mails
_READ_HERE = 200_000  # bytes; a larger mail is taken apart in a process of its own


def is_mail(name: str) -> bool:
    """Tell whether a file is one e-mail, by its name."""
    return split_suffix(name)[1] == ".eml"


def unpack_mail(addition: Addition, data: bytes) -> list[GivenFile]:
    """Return the files that a mail carries; none where it cannot be taken apart.

    `addition` is what became of the mail itself: its attachments go into a folder of its name.
    """
    try:
        if len(data) <= _READ_HERE:
            found = attachments(data)
        else:
            found = run_in_time(attachments, data, seconds=READ_SECONDS)
    except (UserError, TimeoutError, ChildProcessError):
        return []  # what is wrong with the mail was said when it was read
    given = addition.given
    if addition.path:
        folder = split_suffix(addition.path.removeprefix("raw/"))
        inner = addition.path.removeprefix("raw/").rpartition("/")[0]
        place = f"{inner}/{safe_folder(folder[0])}".lstrip("/")
    else:
        place = f"{given.folder}/{safe_folder(split_suffix(given.name)[0])}".lstrip("/")
    return [
        GivenFile(f"{given.told}: {name}", name, place, data=inside)
        for name, inside in found[:MOST_ATTACHMENTS]
        if inside
    ]
