"""Remember on this computer which runs of the lint the log does not tell yet.

Losing them loses a line of the log, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.core.bookkeeping.lint_notes import LintNote, notes_as_values, notes_from_values
from pipeline.core.strict_json import parse_json

_MOST_BYTES = 1_000_000


def load_notes(file: Path) -> tuple[LintNote, ...]:
    """Return what is remembered; nothing where the file is missing or damaged."""
    try:
        return notes_from_values(parse_json(read_foreign_text(file, _MOST_BYTES)))
    except (OSError, ValueError, RecursionError):
        return ()


def save_notes(file: Path, notes: Iterable[LintNote]) -> None:
    """Remember these runs. A disk that is full or cannot be written costs their lines only."""
    with suppress(OSError):
        write_whole(file, json.dumps(notes_as_values(notes)) + "\n")
