"""A page that no other page links to: a reader finds it in the index alone. Index and `related` lists are no links.

Pages that stand at the end of a way are left alone where they link to what they are about: answers and comparisons, which
people look up in the index, and source summaries as long as another page cites their source, for they are its record. A
summary whose source no page cites says that nothing of it has reached the wiki.

Bad:  `wiki/concepts/plume.md`, and no page says `[[plume]]`
Good: a sentence of another page that says `[[plume]]`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.citations import base_of
from pipeline.core.model import Scope, Severity
from pipeline.core.schema import COMPARISON, SUMMARY
from pipeline.core.view import Spot, View
from pipeline.core.wiki import is_aside

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
_LOOKED_UP = ("answer", COMPARISON)


def check(view: View) -> Iterator[Spot]:
    wiki = view.wiki
    if len(wiki.facts) < 2:  # the first page of a wiki is nobody's fault
        return
    outgoing, incoming = wiki.ways
    summaries = {f.slug: base for base, f in wiki.by_label.items()}
    cited = {base for f in wiki.facts.values() for base in set(map(base_of, f.labels)) if summaries.get(f.slug) != base}
    for facts in view.judged():
        if incoming.get(facts.slug) or is_aside(facts.path):
            continue
        if facts.type in _LOOKED_UP and outgoing.get(facts.slug):
            continue
        if facts.type == SUMMARY and facts.slug in summaries:
            if summaries[facts.slug] not in cited:
                message = f"no page links to “{facts.title}”, and none cites its source"
                yield Spot(facts.path, facts.slug, message, "Link to it from a page that its source has something to say about.")
        else:
            message = f"no page links to “{facts.title}”"
            yield Spot(facts.path, facts.slug, message, f"Write [[{facts.slug}]] where another page speaks of it, or merge it into one.")
