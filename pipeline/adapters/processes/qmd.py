"""Run qmd, a search engine for Markdown, on the pages of a working tree.

Only its search by words is run: what else it does needs models, and waits for them without an end.
It keeps its index and its settings below `.git/wiki/`, and sees nothing of our environment but the
path. Each call has a time limit, after which it is ended with everything that it started.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.adapters.processes.bounded_program import run_program
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError

_COLLECTION = "wiki"
SECONDS = 60.0  # for bringing its index up to date, and for a search
_HINT = "`wiki search --lexical` does without it."


@dataclass(frozen=True)
class QmdHit:
    """A file that qmd found, by its path in the repository, with the line and its score."""

    path: str
    line: int
    score: float


def search_by_qmd(
    root: Path,
    private: Path,
    words: Sequence[str],
    most: int,
    program: str = "",
    seconds: float = SECONDS,
) -> list[QmdHit]:
    """Return the files below `wiki/` that hold some words, best first; `UserError` without qmd.

    `private` is the folder in which it may keep things. `program` is the program, if not the one on
    the path.
    """
    qmd = program or _find()
    home = private / "qmd"
    home.mkdir(parents=True, exist_ok=True)
    marker = home / "collection"
    if marker.is_file() and marker.read_text("utf-8") == str(root):
        _run([qmd, "update"], home, seconds)
    else:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, exist_ok=True)
        _run([qmd, "collection", "add", str(root / "wiki"), "--name", _COLLECTION], home, seconds)
        marker.write_text(str(root), "utf-8")
    options = ["--format", "json", "-c", _COLLECTION, "-n", str(most)]
    # words hold letters, digits and few signs, so none is taken for an option
    return _read(_run([qmd, "search", " ".join(words), *options], home, seconds))


def _find() -> str:
    found = shutil.which("qmd")
    if found is None:
        raise UserError(
            "`search: qmd` needs the program qmd, which is not installed.",
            f"Install it with `npm install --global @tobilu/qmd` (Node 22 or newer). {_HINT}",
        )
    return found


def _run(command: Sequence[str], home: Path, seconds: float) -> str:
    folders = {"HOME": home, "XDG_CACHE_HOME": home / "cache", "XDG_CONFIG_HOME": home / "config"}
    environ = {name: str(path) for name, path in folders.items()}
    environ["PATH"] = os.environ.get("PATH", "")
    return run_program(command, home, environ, seconds, "qmd", _HINT)


def _read(text: str) -> list[QmdHit]:
    try:
        rows = json.loads(text)
        if isinstance(rows, list):
            return [*map(_hit, rows)]
        raise ValueError
    except (ValueError, TypeError, LookupError, RecursionError):
        said = quote_on_one_line(text) or "nothing"
        raise UserError(f"qmd answered with {said}.", _HINT) from None


def _hit(row: Any) -> QmdHit:
    path = str(row["file"]).removeprefix(f"qmd://{_COLLECTION}/")
    return QmdHit(f"wiki/{path}", int(row.get("line") or 1), float(row["score"]))
