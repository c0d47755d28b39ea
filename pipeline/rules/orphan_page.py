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
from pipeline.core.schema import COMPARISON
from pipeline.core.view import Spot, View
from pipeline.core.wiki import is_aside

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
_LOOKED_UP = ("answer", COMPARISON)


def check(view: View) -> Iterator[Spot]:
    outgoing, incoming = view.wiki.ways
    if len(view.wiki.facts) < 2:  # the first page of a wiki is nobody's fault
        return
    alone = [f for f in view.judged() if not incoming.get(f.slug) and not is_aside(f.path)]
    alone = [f for f in alone if f.type not in _LOOKED_UP or not outgoing.get(f.slug)]
    cited = _cited(view) if any(f.record for f in alone) else set()
    for facts in alone:
        if not facts.record:
            how = f"Write [[{facts.slug}]] where another page speaks of it, or merge it into one."
            yield Spot(facts.path, facts.slug, f"no page links to “{facts.title}”", how)
        elif facts.slug not in cited:
            message = f"no page links to “{facts.title}”, and none cites its source"
            how = f"Write [[{facts.slug}]] where a page speaks of what the source is about."
            yield Spot(facts.path, facts.slug, message, how)


def _cited(view: View) -> set[str]:
    """Return the slugs of the summaries whose source another page cites."""
    pages = view.wiki.facts.values()
    found = {(base_of(label), f.slug) for f in pages for label in f.labels}
    by_label = view.wiki.by_label
    return {by_label[base].slug for base, slug in found if base in by_label and by_label[base].slug != slug}
