"""A page links to no other page, so a reader can only go back.

A page whose only links are dead is left to dead-link.

Bad:  a page of plain words
Good: `It is seen from [[cassini]].`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import is_aside

SEVERITY: Severity = "note"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    if len(view.wiki.facts) < 2:
        return
    for facts in view.all_facts():
        if all(link in facts.names for link in facts.links) and not is_aside(facts.path):
            yield Spot(
                facts.path,
                facts.slug,
                f"“{facts.title}” links to no other page",
                "Link the things it speaks of.",
            )
