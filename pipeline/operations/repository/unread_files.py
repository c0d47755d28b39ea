"""List the files under `raw/` that are no sources, each with the reason."""

from __future__ import annotations

from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, can_be_shown, is_text


def unread_files(snapshot: Snapshot) -> dict[str, str]:
    """Return the files under `raw/` that are no sources, by path, each with the reason."""
    known = set(snapshot.source_paths)
    return {
        path: _why_not_compiled(path, snapshot)
        for path in snapshot.raw
        if path not in known and not path.rsplit("/", 1)[-1].startswith(".")
    }


def _why_not_compiled(path: str, snapshot: Snapshot) -> str:
    if snapshot.raw[path].mode not in REGULAR_MODES:
        return "kept, but not compiled: a symbolic link is not followed"
    if not is_text(path):
        return "kept, but not compiled: its name is not UTF-8"
    if not can_be_shown(path):
        return "kept, but not compiled: its name holds a character that cannot be shown"
    suffix = (
        "." + path.rsplit(".", 1)[-1]
        if "." in path.rsplit("/", 1)[-1]
        else "files without a suffix"
    )
    return f"kept, but not compiled: nothing here reads {suffix}"
