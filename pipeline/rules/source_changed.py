"""The file of a source is no longer the one that its pages were compiled from.

They may quote what it does not say any more.

Bad:  `sha256: 1c79…` in the summary of a file that has another
Good: the file as it was, or the source compiled again
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    for source, facts in sorted(view.wiki.records.items()):
        sha, now = facts.record.get("sha256", ""), view.hashes.get(source, "")
        if sha and now and sha != now:
            page = view.page(facts.path)
            message = f"{source} was changed after “{facts.title}” was compiled from it"
            suggestion = f"Compile it again: `wiki compile {quote(source)}`."
            yield Spot(
                facts.path,
                source,
                message,
                suggestion,
                line_of(page, "\nsha256:") + 1 if page else 1,
            )
