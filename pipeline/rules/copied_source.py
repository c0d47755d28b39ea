"""A file in `raw/` says what another one says, so it is no second witness, and nobody needs it.

Bad:  `raw/report (1).md` beside `raw/report.md`, the same but for white space or front matter
Good: one of the two
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    for copy, original in sorted(view.copies.items()):
        recorded = copy in view.wiki.records
        yield Spot(
            copy,
            copy,
            f"{copy} is a copy of {original}; "
            + ("both were compiled, and count as one" if recorded else "it is not compiled"),
            f"Take it back: `wiki retract {quote(copy)}`."
            if recorded
            else "Delete one of the two.",
        )
