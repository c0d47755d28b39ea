"""No other page links to a page, so that a reader finds it in the index alone.

The index and lists `related` do not count as links. Pages at which a reader's way ends are left
alone where they link to what they are about: answers and comparisons, which people look up in the
index, and source summaries as long as another page cites their source, for they are its record. If
no page cites the source of a summary, nothing of it has reached the wiki, and that is reported:
once for all of them where there are more than three. Where several pages have one file name, a link
counts for the one that it opens.

With `profile: structure` a link counts wherever it stands, and a tag of the page's name does too.
Nothing is reported of an index, a readme, a page with a date in its name, one below another
(`a___b`), or one with properties, which people find otherwise; nor where more than a quarter of all
pages have no link, for then they are not found by links.

Bad:  `wiki/concepts/plume.md`, and no page says `[[plume]]`
Good: a sentence of another page that says `[[plume]]`
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pipeline.core.findings.habits import called, find_unlinked
from pipeline.core.findings.summaries import gather_summaries
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.facts import WIKI_FOLDER, is_aside
from pipeline.core.wiki.link_resolution import drop_md_suffix, resolver_of
from pipeline.core.wiki.page_properties import name_by_file
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_LOOKED_UP_TYPES = (*REPEATING_TYPES, COMPARISON_TYPE)


def check(view: View) -> Iterator[Spot]:
    if view.schema.rules.profile == "structure":
        yield from _check_structure(view)
    else:
        yield from _check_web(view)


def _check_structure(view: View) -> Iterator[Spot]:
    alone, many = find_unlinked(view.wiki, view.files_there, view.index)
    for facts in () if many else alone:
        name = facts.slug
        if len(resolver_of(view.wiki, view.files_there).pages_called(name)) > 1:
            name = drop_md_suffix(facts.path.removeprefix(WIKI_FOLDER))
        shown = name_by_file(name)
        # In Markdown the path differs from page to page.
        link = f" ([[{shown}]])" if view.schema.rules.links == "wikilink" else ""
        how = f"Link it where another page speaks of it{link}, or merge it into one."
        yield Spot(facts.path, facts.slug, f"no page links to “{called(facts)}”", how)


def _check_web(view: View) -> Iterator[Spot]:
    outgoing, incoming = view.wiki.links_both_ways
    if len(view.wiki.facts) < 2:  # the first page of a wiki is nobody's fault
        return
    twins = _twins(view)
    opens = view.wiki.slug_by_name
    # Pages that share their file name with another are unknown to `ways`.
    reached = {opens[link] for f in view.wiki.shadowed for link in f.links if link in opens}
    reached |= {slug for slug, others in incoming.items() if others}
    alone = [f for f in view.all_facts() if not twins.get(f.path, f.slug in reached)]
    alone = [f for f in alone if not is_aside(f.path)]
    alone = [
        f
        for f in alone
        if f.type not in _LOOKED_UP_TYPES or not (f.links if f.path in twins else outgoing[f.slug])
    ]
    cited = _cited_summaries(view, {f.source_label for f in alone if f.record})
    summaries: list[Spot] = []
    for facts in alone:
        name = (
            drop_md_suffix(facts.path.removeprefix(WIKI_FOLDER))
            if facts.path in twins
            else facts.slug
        )
        if not facts.record:
            how = f"Write [[{name}]] where another page speaks of it, or merge it into one."
            yield Spot(facts.path, facts.slug, f"no page links to “{facts.title}”", how)
        elif facts.path not in cited:
            message = f"no page links to “{facts.title}”, and none cites its source"
            how = f"Write [[{name}]] where a page speaks of what the source is about."
            summaries.append(Spot(facts.path, facts.slug, message, how))
    yield from gather_summaries(
        summaries,
        view,
        "are found in the index alone, and no page cites their sources",
        "Link one where a page speaks of what its source is about; the rest may stay as they are.",
    )


def _twins(view: View) -> Mapping[str, set[str]]:
    """Return the paths of the pages that link to each page with a shared file name."""
    if not view.wiki.shadowed:
        return {}
    slugs = {f.slug for f in view.wiki.shadowed}
    known = resolver_of(view.wiki, view.files_there)
    found: dict[str, set[str]] = {f.path: set() for f in view.all_facts() if f.slug in slugs}
    opens: dict[str, str] = {}
    for facts in view.all_facts():
        for ref in facts.refs:
            if ref not in opens or known.depends_on_page(ref):
                opens[ref] = known.path_opened_by(ref, facts)
            if opens[ref] != facts.path and opens[ref] in found:
                found[opens[ref]].add(facts.path)
    return found


def _cited_summaries(view: View, bases: Collection[str]) -> set[str]:
    """Return the paths of the summaries, of these label bases, whose source another page cites."""
    pages = list(view.all_facts())
    cites: dict[str, set[str]] = {base: set() for base in bases}
    for facts in pages if bases else ():
        for base in map(base_of, facts.labels):
            if base in cites:
                cites[base].add(facts.path)
    return {f.path for f in pages if f.record and cites.get(f.source_label, set()) - {f.path}}
