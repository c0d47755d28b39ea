"""A page is too long to read and to review.

Bad:  5,000 words in one page
Good: several pages that link to one another
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
MOST_WORDS = 4_000


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if len(page.body) < 2 * MOST_WORDS:  # a word takes a letter and a space
            continue
        words = len(page.body.split())
        if words > MOST_WORDS:
            yield Spot(
                page.path,
                page.slug,
                f"the page has {words:,} words, more than {MOST_WORDS:,}",
                "Split it by subject.",
            )
