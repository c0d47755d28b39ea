"""An entry of `sources` is cited by no footnote of the page, though it cites a compiled source.

Code writes the list from the footnotes, and leaves in it what it cannot derive: a person may have
put it there. Whoever reads the page takes the entry for a source of what the page says. On a page
that cites no compiled source the list is people's, and nothing is reported.

Bad:  `sources` names `raw/2024-report.md`, and no sentence of the page cites it
Good: a sentence that cites it; or the entry taken out, and the file linked from the text
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.bookkeeping.derive import sources_cited_by
from pipeline.core.bookkeeping.ownership import (
    find_underived,
    has_bookkeeping,
    may_have_bookkeeping,
    name_of_entry,
)
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    records = view.wiki.by_label
    known = {base: facts.record["source"] for base, facts in records.items()}
    for facts in view.judged_facts():
        sure = {known.get(base_of(label)) for label in facts.labels}
        if sure.issuperset(facts.cites) or not may_have_bookkeeping(facts, view.wiki):
            continue
        page = view.page(facts.path)
        if page is None or not page.front or not has_bookkeeping(page, view.wiki):
            continue
        for entry in find_underived(page.meta.get("sources"), sources_cited_by(page)):
            name = name_of_entry(entry)
            if name.startswith("raw/"):  # any other is left to bad-front-matter
                message = (
                    f"`sources` of “{facts.title}” names {name}, which no footnote of it cites"
                )
                yield Spot(
                    facts.path,
                    name,
                    message,
                    "Cite it where it supports something, or take it out.",
                    line_of(page, name),
                )
