"""A run of the lint as the log records it: when, at which commit, with how many findings.

A lint changes no file, so its line waits until a proposal takes it along. It is remembered as
numbers until then, so that nothing foreign can come into the log with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.text import counted
from pipeline.core.values import SEVERITIES

MOST_NOTES = 100  # that are remembered; a wiki without a proposal for so long loses the oldest
_LINE = re.compile(
    r"## \[\d{4}-\d{2}-\d{2}\] lint \| [\w, ]{1,80} at [0-9a-f]{12}(?:, claims judged)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{12}")
_RUN = re.compile(r"[0-9]{0,20}", re.ASCII)
_MOST_FINDINGS = 10_000_000


@dataclass(frozen=True)
class LintNote:
    """One run; `run` is the number of the workflow run, "" elsewhere."""

    day: str
    commit: str  # its first twelve digits
    errors: int
    warnings: int
    notes: int
    judged: bool = False  # whether claims were compared as well
    run: str = ""

    @property
    def line(self) -> str:
        """Return its line of the log. Two runs of a day that say the same have the same one."""
        numbers = (self.errors, self.warnings, self.notes)
        found = [counted(n, s) for n, s in zip(numbers, SEVERITIES, strict=True) if n]
        judged = ", claims judged" if self.judged else ""
        return f"## [{self.day}] lint | {', '.join(found) or 'No finding'} at {self.commit}{judged}"


def note_of_findings(
    day: str, commit: str, severities: Iterable[str], judged: bool = False, run: str = ""
) -> LintNote:
    """Return the note of a run that found things of these severities."""
    number = Counter(severities)
    errors, warnings, notes = (number[severity] for severity in SEVERITIES)
    return LintNote(day, commit[:12], errors, warnings, notes, judged, run)


def add_note(known: Sequence[LintNote], new: LintNote, log: str) -> tuple[LintNote, ...]:
    """Return the notes that are to be remembered: those that the log lacks, the new one last.

    A workflow run that is started again is the same run, and a line that waits already waits once.
    """
    standing = set(log.splitlines())
    waiting = [note for note in known if note.line not in standing]
    told = {note.line for note in waiting} | standing
    again = bool(new.run) and any(note.run == new.run for note in known)
    return (*waiting, *([] if again or new.line in told else [new]))[-MOST_NOTES:]


def notes_as_values(notes: Iterable[LintNote]) -> list[list[Any]]:
    """Return notes as plain values, to be remembered."""
    return [list(astuple(note)) for note in notes]


def notes_from_values(values: Any) -> tuple[LintNote, ...]:
    """Undo `notes_as_values`; what is not in that form is left out, for people can edit it."""
    rows = values if isinstance(values, list) else []
    return tuple(note for row in rows[-MOST_NOTES:] if (note := _read_note(row)))


def _read_note(row: Any) -> LintNote | None:
    kinds = [str, str, int, int, int, bool, str]
    if not isinstance(row, list) or [*map(type, row)] != kinds:
        return None
    note = LintNote(*row)
    texts = ((_DAY, note.day), (_COMMIT, note.commit), (_RUN, note.run))
    numbers = (note.errors, note.warnings, note.notes)
    right = all(form.fullmatch(text) for form, text in texts) and parse_date(note.day)
    return note if right and all(0 <= n <= _MOST_FINDINGS for n in numbers) else None


def find_lint_lines(log: str) -> tuple[str, ...]:
    """Return the lines of a log that record a run of the lint, in our form."""
    return tuple(line for line in log.splitlines() if _LINE.fullmatch(line))
