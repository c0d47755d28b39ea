"""List the files under `raw/` that are no sources, each with the reason."""

from __future__ import annotations

import shlex

from pipeline.core.errors import UserError
from pipeline.core.sources.origin import is_origin, origin_of
from pipeline.core.sources.pointer_files import is_pointer, not_fetched, read_pointer
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, can_be_shown, is_text
from pipeline.readers import READERS, belongs_to_document

PICTURES = tuple(ending for ending, reader in READERS.items() if reader == "image")
_SHOWN = "kept, but not compiled: a picture belongs to the document that shows it"


def unread_files(snapshot: Snapshot) -> dict[str, str]:
    """Return the files under `raw/` that are no sources, by path, each with the reason.

    A file that says from where another one was fetched is none of them, nor is a bibliography of
    the source beside it, nor a list of addresses all of which were fetched.
    """
    known = set(snapshot.source_paths)
    found = {}
    for path in snapshot.raw:
        if path in known or path.rsplit("/", 1)[-1].startswith("."):
            continue
        if is_origin(path) and origin_of(path) in snapshot.raw:
            continue
        if snapshot.describes_another(path):
            continue
        if why := _why_not_compiled(path, snapshot):
            found[path] = why
    return found


def neglected_files(snapshot: Snapshot) -> dict[str, str]:
    """Return those of `unread_files` of which nothing is read by way of another file either.

    A picture that a document shows is read with the document.
    """
    return {path: why for path, why in unread_files(snapshot).items() if why != _SHOWN}


def _why_not_compiled(path: str, snapshot: Snapshot) -> str:
    if path.endswith(".bib"):
        return (
            "kept, but not compiled: a bibliography describes the source beside it that has its"
            " name, or those of its folder that name a DOI of it, and is none itself"
        )
    if snapshot.raw[path].mode not in REGULAR_MODES:
        return "kept, but not compiled: a symbolic link is not followed"
    if not is_text(path):
        return "kept, but not compiled: its name is not UTF-8"
    if not can_be_shown(path):
        return "kept, but not compiled: its name holds a character that cannot be shown"
    if is_pointer(path):
        return _why_not_fetched(path, snapshot)
    if belongs_to_document(path):
        if path in snapshot.shown_files:
            return _SHOWN
        return "kept, but not compiled: a picture in a folder `assets`, and no document shows it"
    if path in snapshot.shown_pictures:
        return _SHOWN
    if path.lower().endswith(PICTURES):
        return "kept, but not compiled: `pictures: off` in schema.md"
    suffix = (
        "." + path.rsplit(".", 1)[-1]
        if "." in path.rsplit("/", 1)[-1]
        else "files without a suffix"
    )
    return f"kept, but not compiled: nothing here reads {suffix}"


def _why_not_fetched(path: str, snapshot: Snapshot) -> str:
    """Return what is to be done about a file of addresses; "" where all were fetched."""
    try:
        pointed = read_pointer(path, snapshot.repo.read(snapshot.raw[path].sha))
    except UserError as error:
        return f"{error.message.removeprefix(f'{path}: ').rstrip('.')}; nothing of it is fetched"
    missing = not_fetched(pointed, snapshot.fetched)
    if not missing:
        return ""
    which = (
        "its address is not fetched yet"
        if len(pointed) == 1
        else f"{len(missing)} of its {len(pointed)} addresses are not fetched yet"
    )
    return f"{which}: `wiki add {shlex.quote(path)}` does so once"
