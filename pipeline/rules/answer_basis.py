"""An answer rests on nothing, or something rests on an answer.

A page of type `answer` repeats what other pages say, with their marks and quotes. So each claim
that it cites must stand on a page that is no answer, and it links to such a page for each of them;
else nobody keeps it true. And nothing may cite an answer: what it rests on can be cited itself.

Bad:  an answer without a mark; a footnote `[^1]: as [[why-it-boils]] says`
Good: `The kettle boils at 100 °C.[^kettle-1]` and a link to [[kettle]], which says so
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.markup import markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.text import shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts, is_aside
from pipeline.core.wiki.schema import REPEATING_TYPES

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_MOST_NAMED = 3  # marks in one message


def check(view: View) -> Iterator[Spot]:
    answers = [f for f in view.all_facts() if f.type in REPEATING_TYPES and not is_aside(f.path)]
    for facts in answers:
        yield from _find_gaps(facts, view)
    slugs = {facts.slug for facts in answers}
    names = {name for facts in answers for name in facts.names}
    for facts in view.all_facts() if slugs else ():
        # The links of definitions are among the refs of a page, and not among its links.
        if any(fold(slug_of_path(ref[1:].partition("#")[0])) in names for ref in facts.refs):
            yield from _find_footnotes(facts, slugs, view)


def _find_gaps(facts: PageFacts, view: View) -> Iterator[Spot]:
    """Yield what an answer lacks: marks, pages that state its claims, links to them."""
    if not facts.labels:
        yield Spot(
            facts.path,
            "marks",
            "the answer cites no claim",
            "Ask again and keep that, or give each sentence the marks of the page that says it.",
        )
        return
    stating = {label: set(view.wiki.pages_stating(label)) for label in facts.labels}
    alone = [label for label, pages in stating.items() if not pages]
    if alone:
        yield Spot(
            facts.path,
            "alone",
            f"no page but answers cites {_named(alone)}",
            "Ask again and keep that; or put the claim on the page that is about it.",
        )
    linked = view.wiki.outgoing(facts.slug) if view.wiki.at(facts.path) else set()
    apart = [label for label, pages in stating.items() if pages and not pages & linked]
    if apart:
        yield Spot(
            facts.path,
            "links",
            f"it links to no page that cites {_named(apart)}",
            "Link to the page that it draws on.",
        )


def _named(labels: list[str]) -> str:
    some = ", ".join(f"[^{label}]" for label in labels[:_MOST_NAMED])
    more = len(labels) - _MOST_NAMED
    return f"{some} and {more} more" if more > 0 else some


def _find_footnotes(facts: PageFacts, answers: set[str], view: View) -> Iterator[Spot]:
    page = view.page(facts.path)
    for label, text in page.definitions.items() if page else ():
        for link in markdown.find_links(text):
            name = link.target
            if link.kind != "wiki":
                name = citations.from_link(facts.path, link.target.split("?")[0])
            if page and (slug := view.wiki.resolve(slug_of_path(name))) in answers:
                yield Spot(
                    facts.path,
                    label,
                    f"the footnote [^{shorten(label, 60)}] cites the answer “{slug}”",
                    "Cite what the answer rests on: an answer is no evidence.",
                    line_of(page, f"[^{label}]:"),
                )
                break
