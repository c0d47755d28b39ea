"""Which runs of the lint the log on GitHub does not tell yet: the issue "Wiki health" says it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.adapters.github.client import GitHub
from pipeline.core.github.state import HEALTH_LABEL, is_ours
from pipeline.core.issues.issue import memory_of
from pipeline.core.issues.text.dashboard import read_past
from pipeline.operations.repository.snapshot import Snapshot


def with_runs_on_github(snapshot: Snapshot, hub: GitHub) -> Snapshot:
    """Return a snapshot whose next proposal tells the runs that the dashboard remembers.

    Of what it remembers only numbers, days and commits are taken. The oldest issue counts, as for
    the lint itself.
    """
    boards = (issue for issue in hub.issues(HEALTH_LABEL.name) if is_ours(issue, hub.bots))
    found = [(i.number, m) for i in boards if (m := memory_of(i)) and m.kind == "dashboard"]
    if not found:
        return snapshot
    memory = min(found, key=lambda row: row[0])[1]
    return replace(snapshot, due=tuple(note.line for note in read_past(memory.values).runs))
