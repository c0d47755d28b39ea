"""The bookkeeping of a page cannot be written into its front matter without losing something.

So it is left as it stands. `sources`, `related`, `updated`, `confidence` and `disputed` of a page
that cites a compiled source follow from its text. Code changes the lines of these keys and no
others; a comment among them would be lost, and front matter in braces has no lines of its own.

Bad:  a line `- raw/report.md  # ask Bo first` below `sources:`
Good: the comment on a line between two keys
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.bookkeeping.derive import find_obstacle_line
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki import citations

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)
# In front matter without any of these, each key has lines of its own.
_SIGNS_OF_A_LOSS = frozenset("#{?\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if _SIGNS_OF_A_LOSS.isdisjoint(page.front):
            continue
        line = find_obstacle_line(page) if _cites(page.definitions, page.path) else 0
        if line:
            message = (
                "the bookkeeping of this page cannot be written without losing a comment, or the"
                " form, of its front matter"
            )
            yield Spot(
                page.path,
                "front matter",
                message,
                "Put each key on lines of its own, and comments between keys.",
                line,
            )


def _cites(definitions: dict[str, str], path: str) -> bool:
    return any(citations.parse(label, text, path) for label, text in definitions.items())
