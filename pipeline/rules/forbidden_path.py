"""A change touches a file that a compile may not write.

It may write pages in their type's folder, the kept texts of sources, the index and the log.

Bad:  `.github/workflows/compile.yml`, `wiki/../raw/x.md`
Good: `wiki/concepts/context-window.md`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.changes.touched_files import may_write
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
RUNS_IN: RunsIn = ("compile", "check")


def check(view: View) -> Iterator[Spot]:
    folders = {t.folder for t in view.schema.rules.types} | {"index"}
    for change in view.files:
        if not may_write(change.path, change.before is not None, folders):
            yield Spot(
                change.path,
                change.path,
                "a compile may write only pages, kept texts, the index and the log",
                "Refuse this change.",
            )
