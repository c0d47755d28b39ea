"""What crosses from the job that judges claims to the job that writes issues, as values; everything
else is made anew there."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.claims.judgement import VerdictRow
from pipeline.core.findings.addresses import Unreachable


@dataclass(frozen=True)
class LintReport:
    """What a run of the judge found on one commit. `pairs` are the candidates in all, `waiting`
    those not judged."""

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
