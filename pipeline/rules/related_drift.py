"""The list `related` of a page is not its links and backlinks.

Somebody edited it, or two pull requests were merged side by side. Only pages that cite a compiled
source and have the list are judged: on others it is people's, or nobody keeps one. The safe fix
adds what is missing, as `wiki derive` does, and renews the page's other bookkeeping as well; where
that changes `confidence`, the finding and the proposal say so. An entry without a link stays: a
person may have put it there, so a person links it or takes it out. A page that shares its file name
with another is left alone, for `derive` knows links by that name.

Bad:  `related: []` on a page to which another one links
Good: `related` as `wiki derive` writes it; in which order does not matter
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pipeline.core.bookkeeping import derive
from pipeline.core.bookkeeping.confidence import Voice
from pipeline.core.bookkeeping.ownership import has_bookkeeping, may_have_bookkeeping
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.name_keys import fold
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_MOST_NAMES_SHOWN = 3


def check(view: View) -> Iterator[Spot]:
    outgoing, incoming = view.wiki.links_both_ways
    voices: Mapping[str, Voice] | None = None
    for facts in view.judged_facts():
        wanted = outgoing.get(facts.slug, set()) | incoming.get(facts.slug, set())
        if wanted.issuperset(facts.related) and len(wanted) == len(facts.related):
            continue
        opens = view.wiki.slug_by_name
        there = {opens.get(fold(name), name) for name in facts.related}
        page = (
            view.page(facts.path)
            if there != wanted and may_have_bookkeeping(facts, view.wiki)
            else None
        )
        # A page that cannot be read is left to bad-front-matter.
        if page and "related" in page.meta and has_bookkeeping(page, view.wiki):
            lacks, extra = sorted(wanted - there), sorted(there - wanted)
            voices = derive.recorded_voices(view.wiki) if voices is None else voices
            yield _spot(page, facts.title, lacks, extra, view, voices)


def _spot(
    page: Page,
    title: str,
    lacks: list[str],
    extra: list[str],
    view: View,
    voices: Mapping[str, Voice],
) -> Spot:
    told = [
        f"{word} {_some(names)}"
        for word, names in (("lacks", lacks), ("has, without a link,", extra))
        if names
    ]
    ways = ["Link it, or take it out."] if extra else []
    safe = bool(lacks) and not is_garbled(page.render()) and not derive.find_obstacle_line(page)
    if lacks:
        ways.insert(0, f"Run `wiki derive`{_confidence(page, view, voices)}.")
    message = f"`related` of “{title}” {' and '.join(told)}"
    return Spot(
        page.path, "related", message, " ".join(ways), line_of(page, "\nrelated:") + 1, fixable=safe
    )


def _confidence(page: Page, view: View, voices: Mapping[str, Voice]) -> str:
    """Say what `derive` does to the confidence of a page, where it changes it."""
    old = str(page.meta.get("confidence") or "")
    new = derive.rate_page(page, view.wiki, view.schema, voices) if old else ""
    return f", which also changes its `confidence` from {old[:40]} to {new}" if new != old else ""


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES_SHOWN
    return ", ".join(names[:_MOST_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def fix(view: View, paths: Collection[str]) -> Mapping[str, str]:
    """Return the pages as `derive` writes them."""
    slugs = {f.slug for f in view.wiki.facts.values() if f.path in paths}
    voices = derive.recorded_voices(view.wiki)
    texts = derive.derive(view.wiki, view.schema, voices, view.index, only=slugs)
    return {path: text for path, text in texts.items() if text is not None and path in paths}
