"""A footnote reference has no definition, so that a statement looks cited and is not.

Bad:  `It is 42.[^made-up-9]` without a definition
Good: a mark that the page's footnotes define
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        finder = Finder(page)
        for label in page.labels:
            if label not in page.definitions:
                yield Spot(
                    page.path,
                    label,
                    f"[^{label}] is not defined",
                    "Use only marks you were given for this page.",
                    *finder.place_of(f"[^{label}]"),
                )
