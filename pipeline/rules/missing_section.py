"""A page lacks a part that its type demands in `schema.md`: the TLDR, or a required section.

Bad:  a `decision` page without `## Consequences`
Good: every section that the type lists under `sections`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        kind = view.schema.types.get(str(page.meta.get("type")))
        if kind is None:
            continue
        if kind.tldr and not page.tldr:
            yield Spot(
                page.path,
                "TLDR",
                "the page opens without a TLDR",
                "Begin with two or three sentences.",
            )
        for heading in kind.sections:
            if not page.find(heading):
                yield Spot(
                    page.path,
                    heading,
                    f'a page of type "{kind.name}" needs the section "{heading}"',
                    f'Add "{heading}".',
                )
