"""A page has the file name of a source or of another page, which makes `[[name]]` ambiguous.

Bad:  `wiki/sources/eip-150.md` beside `raw/eip-150.md`; `wiki/concepts/gas.md` beside
      `wiki/entities/gas.md`
Good: `wiki/sources/gas-cost-changes.md`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
RUNS_IN: RunsIn = ("compile", "check")


def check(view: View) -> Iterator[Spot]:
    stood = {facts.path for facts in view.before.shadowed} if view.before else set()
    for facts in view.wiki.shadowed:
        if facts.path in stood:
            continue  # no change is refused for what stood there before it
        first = view.wiki.facts[facts.slug].path
        yield Spot(
            facts.path,
            facts.slug,
            f"{first} has the same name, so no link leads here",
            "Rename one of them.",
        )
    for page in view.pages:
        if page.slug.lower() in view.raw_stems and view.page_before(page) is None:
            yield Spot(
                page.path,
                page.slug,
                f"a source in raw/ is also called {page.slug}",
                "Give the page another name.",
            )
