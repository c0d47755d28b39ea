"""`wiki init`: empty the example, so that a team starts its own wiki."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.bookkeeping.ownership import INDEX_PATH
from pipeline.core.errors import UserError
from pipeline.core.text import counted

EMPTY_INDEX = "# Index\n\n0 pages, listed by type. This file is derived; do not edit it.\n"
EXAMPLE_FILE = "example.json"


def empty_example(root: Path, ask: Callable[[str], bool]) -> Iterator[str]:
    """Delete the example's sources, pages and log entries; yield what was done, line by line.

    They go from the working tree alone. What is not the example, or was changed, is deleted only
    after `ask`. Nothing is committed, so that `git restore .` takes it all back.
    """
    if not (root / "schema.md").is_file():
        raise UserError(f"{root} has no schema.md.", "Run this in a copy of the template.")
    example = example_manifest()
    there = [p for p in sorted(_files_of_wiki(root)) if p not in (INDEX_PATH, LOG_PATH)]
    ours = [p for p in there if _sha256_of(root / p) == example.get(p)]
    others = [p for p in there if p not in ours]
    fresh = hashlib.sha256(EMPTY_LOG.encode()).hexdigest()
    log_is_ours = _sha256_of(root / LOG_PATH) in (example.get(LOG_PATH), fresh, None)
    names = [*others, *([] if log_is_ours else [LOG_PATH])]
    if names and not ask(_question(names)):
        yield f"kept, for it is not the example: {', '.join(names)}"
        names = []
    yield from _delete_files(root, [*ours, *(p for p in names if p != LOG_PATH)])
    if log_is_ours or LOG_PATH in names:
        (root / LOG_PATH).write_text(EMPTY_LOG, "utf-8", newline="\n")
    if not [p for p in _files_of_wiki(root) if p.startswith("wiki/") and p != INDEX_PATH]:
        (root / "wiki").mkdir(exist_ok=True)
        (root / INDEX_PATH).write_text(EMPTY_INDEX, "utf-8", newline="\n")
    (root / "raw").mkdir(exist_ok=True)
    (root / "raw" / ".gitkeep").touch()
    yield (
        "Look at schema.md: language, page types, budget. Then `git add -A && git commit -m 'Start"
        " our wiki'`."
    )
    yield "Put your first source into raw/, commit it, and run `wiki compile`."


def example_manifest() -> dict[str, str]:
    """Return the SHA-256 of the files of the shipped example, by path."""
    value: dict[str, str] = json.loads((files("pipeline") / EXAMPLE_FILE).read_text("utf-8"))
    return value


def make_example_manifest(root: Path) -> str:
    """Return the manifest of the example as it stands in `root`."""
    hashes = {p: _sha256_of(root / p) for p in sorted(_files_of_wiki(root))}
    return json.dumps(hashes, indent=1) + "\n"


def _files_of_wiki(root: Path) -> Iterator[str]:
    for folder in ("raw", "wiki"):
        for path in (root / folder).rglob("*"):
            if path.is_file() or path.is_symlink():
                name = path.relative_to(root).as_posix()
                if path.name != ".gitkeep":
                    yield name
    if (root / LOG_PATH).is_file():
        yield LOG_PATH


def _sha256_of(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _question(names: list[str]) -> str:
    shown = "\n".join(f"  {name}" for name in names[:20]) + ("\n  …" if len(names) > 20 else "")
    return f"These are not the example, or were changed:\n{shown}\nDelete them as well?"


def _delete_files(root: Path, names: list[str]) -> Iterator[str]:
    for name in names:
        (root / name).unlink()
    for folder in sorted(
        {p for n in names for p in (root / n).parents if p.is_relative_to(root)}, reverse=True
    ):
        if (
            folder not in (root, root / "raw", root / "wiki")
            and folder.is_dir()
            and not any(folder.iterdir())
        ):
            folder.rmdir()
    if names:
        yield f"deleted {counted(len(names), 'file')} of raw/ and wiki/"
