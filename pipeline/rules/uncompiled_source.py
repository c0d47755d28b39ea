"""No page records a source in `raw/`, so the wiki does not know what it says.

Bad:  `raw/report.md` without a page that says `source: raw/report.md`
Good: its summary page, which a compile writes
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    records = view.wiki.records
    renamed = {
        f.record.get("sha256") for path, f in records.items() if path not in view.files_there
    }
    for source, sha in sorted(view.hashes.items()):
        # A source that was renamed is left to missing-source.
        if source not in records and sha not in renamed:
            yield Spot(
                source,
                source,
                f"no page records {source}",
                f"Run `wiki compile {source}`, or take the file out of raw/.",
            )
