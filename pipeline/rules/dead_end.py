"""A page links to no other page, so a reader can only go back.

A page whose only links are dead is left to dead-link. More than three source summaries are told as
one, for a summary leads to its source.

Bad:  a page of plain words
Good: `It is seen from [[cassini]].`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.summaries import gather_summaries
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import is_aside

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    if len(view.wiki.facts) < 2:
        return
    summaries: list[Spot] = []
    for facts in view.all_facts():
        if any(link not in facts.names for link in facts.links) or is_aside(facts.path):
            continue
        message = f"“{facts.title}” links to no other page"
        spot = Spot(facts.path, facts.slug, message, "Link the things it speaks of.")
        if facts.record:
            summaries.append(spot)
        else:
            yield spot
    yield from gather_summaries(
        summaries,
        view,
        "link to no other page",
        "Link the things that have pages; `wiki lint --rule unlinked-mention` names some.",
    )
