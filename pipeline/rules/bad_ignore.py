"""A comment that asks a lint to ignore something has no effect.

It has no reason, names no rule, or stands at a line that is right.

Bad:  `<!-- lint-ignore dead-link -->`
Good: `<!-- lint-ignore dead-link: the page comes with the next source -->` on a line with a dead
      link, or alone before it
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.markup.ignore_comments import find_ignores
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    """Yield what can be told from the page alone.

    Whether there was something to ignore is known to `operations/lint/lint.py`.
    """
    for page in view.pages:
        for ignore in find_ignores(page.render()):
            if ignore.problem:
                message = f"the comment has no effect: {ignore.problem}"
                yield Spot(
                    page.path,
                    ignore.rule or "lint-ignore",
                    message,
                    _SUGGESTION,
                    ignore.line,
                    ignore.column,
                )


_SUGGESTION = "Mend or remove the comment."
