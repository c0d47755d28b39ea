"""An earlier entry of `log.md` was changed, though the log only grows.

What it said must stay at its beginning, byte for byte.

Bad:  an old entry corrected
Good: a new entry after the old ones
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
RUNS_IN: RunsIn = ("compile", "check")


def check(view: View) -> Iterator[Spot]:
    for change in view.files:
        if change.path == "log.md" and not (change.after or "").startswith(change.before or ""):
            yield Spot(
                "log.md",
                "log.md",
                "an earlier entry of the log was changed",
                "Append; never rewrite.",
            )
