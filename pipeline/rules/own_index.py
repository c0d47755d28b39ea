"""People wrote an index file, or added to it, so code leaves it alone.

Pages that come and go are not listed in it, which may be just what is wanted. To have the derived
index again, move what the file says to a page and delete it; the next compile, or `wiki derive`,
writes it.

Bad:  `wiki/index.md` with a section of people's own between the derived lists
Good: a page for what people want to say first; the index as the program writes it
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    for path in sorted(view.renewed_index.peoples):
        message = f"people wrote {path}, or added to it, so code leaves it alone"
        yield Spot(
            path, path, message, "To have it derived, move what it says to a page and delete it."
        )
