"""An earlier version of the program wrote a line that GitHub shows otherwise than it was meant.

Right behind a bare address, a footnote mark belongs to the address and is not shown, and `\\<` is
no escape. What such a line brings to life is reported here, and not as an error of the page; a
change must not bring it in all the same.

Bad:  `see https://kettles.example/manual.[^kettle-3]`
Good: `see https://kettles.example/manual. [^kettle-3]`
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.older_form import in_todays_form

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        renewed = in_todays_form(page)
        if renewed is page:
            continue
        rows = zip(page.render().split("\n"), renewed.render().split("\n"), strict=True)
        lines = [number for number, (old, new) in enumerate(rows, 1) if old != new]
        message = "GitHub shows a footnote of this page otherwise than it was meant"
        how = "Part the mark from the address by a space, or run `wiki lint --fix`."
        yield Spot(page.path, "older form", message, how, lines[0], fixable=True)


def fix(view: View, paths: Collection[str]) -> Mapping[str, str]:
    """Return the pages in today's form."""
    pages = [page for path in paths if (page := view.page(path))]
    renewed = [(page, in_todays_form(page)) for page in pages]
    return {old.path: new.render() for old, new in renewed if new is not old}
