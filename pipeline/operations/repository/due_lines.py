"""Lines of the log that wait for a proposal: the runs of the lint since the last one.

A lint writes no file of the wiki, so a run is remembered elsewhere: here in the folder inside the
git directory, on GitHub by the issue that the lint keeps (`operations/github/lint_runs.py`). What
is remembered and does not stand in the log is due. So nothing is lost with a proposal that is
closed, and nothing is told twice after one that is merged.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.store.lint_notes import load_notes, save_notes
from pipeline.core.bookkeeping.lint_notes import LintNote, add_note, find_lint_lines
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.operations.repository.snapshot import Snapshot

NOTES_FILE = "lint-runs.json"


def remember_lint(repo: Repository, note: LintNote, log: str) -> None:
    """Remember a run on this computer until the log tells it."""
    file = repo.private / NOTES_FILE
    known = load_notes(file)
    notes = add_note(known, note, log)
    if notes != known:
        save_notes(file, notes)


def with_remembered(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose next proposal tells the runs that this computer remembers."""
    notes = load_notes(snapshot.repo.private / NOTES_FILE)
    return replace(snapshot, due=tuple(note.line for note in notes))


def with_lines_of(snapshot: Snapshot, head: str) -> Snapshot:
    """Return a snapshot whose next proposal tells the runs that a branch tells already.

    A proposal that is made anew keeps them so, and gets no others: a branch that people review is
    not moved because a lint has run.
    """
    blob = next(iter(snapshot.repo.tree(head, LOG_PATH)), None)
    log = snapshot.repo.read(blob.sha).decode("utf-8", "replace") if blob else ""
    return replace(snapshot, due=find_lint_lines(log))
