"""The report that crosses from the job that judges claims to the job that writes issues.

Everything else is made anew in the second job.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.claims.backlog import NO_BACKLOG, Backlog
from pipeline.core.claims.judgement import VerdictRow
from pipeline.core.findings.addresses import Unreachable


@dataclass(frozen=True)
class LintReport:
    """What a run of the judge found on one commit.

    `pairs` counts all candidates, `waiting` those that were not judged; what
    waits is told in more detail by `backlog`.
    """

    commit: str
    date: str
    verdicts: tuple[VerdictRow, ...]
    waiting: int
    pairs: int
    cached: int
    calls: int
    dollars: float
    unreachable: tuple[Unreachable, ...] = ()
    notes: tuple[str, ...] = ()
    backlog: Backlog = NO_BACKLOG
