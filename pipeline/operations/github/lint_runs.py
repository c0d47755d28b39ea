"""Which runs of the lint the log on GitHub does not tell yet, and whether one is due already.

The issue "Wiki health" remembers the runs that no merged proposal has told of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.bookkeeping.lint_notes import LintNote, find_lint_lines
from pipeline.core.bookkeeping.log import LOG_PATH, read_entries
from pipeline.core.github.state import HEALTH_LABEL, is_ours
from pipeline.core.issues.issue import memory_of
from pipeline.core.issues.text.dashboard import read_past
from pipeline.operations.repository.snapshot import Snapshot

_COMMIT = re.compile(r" at ([0-9a-f]{12})(?:, claims judged)?$")


def with_runs_on_github(snapshot: Snapshot, hub: GitHub) -> Snapshot:
    """Return a snapshot whose next proposal tells the runs that the dashboard remembers."""
    notes = _read_runs(hub)
    return replace(snapshot, due=tuple(note.line for note in notes)) if notes else snapshot


def _read_runs(hub: GitHub) -> Sequence[LintNote]:
    """Return the runs that the dashboard remembers.

    Of what it remembers only numbers, days and commits are taken. The oldest issue counts, as for
    the lint itself.
    """
    boards = (issue for issue in hub.issues(HEALTH_LABEL.name) if is_ours(issue, hub.bots))
    found = [(i.number, m) for i in boards if (m := memory_of(i)) and m.kind == "dashboard"]
    return read_past(min(found, key=lambda row: row[0])[1].values).runs if found else ()


@dataclass(frozen=True)
class LintDue:
    """Whether a run is due, and how many sources were merged since the last one."""

    due: bool
    merged: int


def find_lint_due(repo: Repository, hub: GitHub, before: str, most: int) -> LintDue:
    """Tell whether this push brought the sources since the last run to a multiple of `most`.

    `before` is the commit that the branch was at before the push. What was reached by an earlier
    push is not reached again, so that no run is started twice while another has not ended. With
    `most` 0 none is due.
    """
    head = repo.head()
    log = _log_at(repo, head)
    commits = [x[1] for line in find_lint_lines(log) if (x := _COMMIT.search(line))]
    commits += [note.commit for note in _read_runs(hub)]
    counts = [_count_sources(_log_at(repo, c)) for c in commits if _holds(repo, c, head)]
    linted = max(counts, default=0)
    merged = _count_sources(log) - linted
    earlier = _count_sources(_log_at(repo, before)) - linted if _holds(repo, before, head) else 0
    return LintDue(most > 0 and merged // most > max(0, earlier) // most, max(0, merged))


def _count_sources(log: str) -> int:
    return sum(entry.word == "ingest" for entry in read_entries(log))


def _holds(repo: Repository, commit: str, head: str) -> bool:
    """Tell whether the history of a commit holds another."""
    found = repo.resolve(commit) if commit.strip("0") else None
    return found is not None and repo.merge_base(found, head) == found


def _log_at(repo: Repository, commit: str) -> str:
    blob = next((b for b in repo.tree(repo.resolve(commit) or commit, LOG_PATH)), None)
    return repo.read(blob.sha).decode("utf-8", "replace") if blob else ""
