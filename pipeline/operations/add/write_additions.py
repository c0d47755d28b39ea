"""Write what was decided to add, each file whole or not at all, and put it into git's index.

An error over one file is told of that file, and the others are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.adapters.git.stage_files import commit_paths, find_ignored, stage_paths
from pipeline.adapters.local_files import put_new_file
from pipeline.adapters.machine_faults import explain_fault
from pipeline.core.text import counted
from pipeline.operations.add.addition import Addition


def refuse_ignored(additions: Sequence[Addition], root: Path) -> list[Addition]:
    """Return the additions with those refused that git would ignore, which no commit would hold."""
    paths = [path for a in additions if a.state == "added" for path in paths_of(a)]
    ignored = find_ignored(root, paths) if paths else set()
    hint = "Take the line out of .gitignore that says so (`git check-ignore -v PATH` shows it)."
    return [
        replace(a, state="refused", note=f"git ignores {path}", hint=hint, files=())
        if a.state == "added" and (path := next((p for p in paths_of(a) if p in ignored), ""))
        else a
        for a in additions
    ]


def paths_of(addition: Addition) -> list[str]:
    """Return the paths that an addition brings: the source's, and those of its pictures."""
    return list(dict.fromkeys([addition.path, *(path for path, _ in addition.files)]))


def write_additions(additions: Iterable[Addition], root: Path) -> list[Addition]:
    """Write the files of these additions; one that fails is returned as failed, with the reason."""
    done: set[str] = set()
    return [_write(a, root, done) if a.state == "added" else a for a in additions]


def _write(addition: Addition, root: Path, done: set[str]) -> Addition:
    """Write one source with those of its pictures that are not `done` with another."""
    written: list[str] = []
    try:
        for path, data in addition.files:
            if path in done:
                continue
            put_new_file(root, path, data)
            written.append(path)
    except OSError as error:
        for path in written:
            with suppress(OSError):
                (root / path).unlink()
        found = explain_fault(error)
        note, hint = (found.message, found.hint) if found else (str(error), "")
        return replace(addition, state="failed", note=note, hint=hint, files=())
    done.update(written)
    return addition


def stage_additions(additions: Sequence[Addition], root: Path) -> list[str]:
    """Put what was added into the index; return the paths."""
    paths = [path for a in additions if a.state == "added" for path in paths_of(a)]
    if paths:
        stage_paths(root, paths)
    return paths


def commit_additions(additions: Sequence[Addition], root: Path) -> str:
    """Commit what was added, and nothing else that is staged; return the short id."""
    added = [a for a in additions if a.state == "added"]
    paths = [path for a in added for path in paths_of(a)]
    one = added[0].path.rpartition("/")[2]
    message = f"Add {one}" if len(added) == 1 else f"Add {counted(len(added), 'source')}"
    return commit_paths(root, paths, message)
