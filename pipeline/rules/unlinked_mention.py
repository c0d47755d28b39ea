"""A page's title or alias in another page's prose, and no link to it anywhere on that page.

The longest name at each place counts; headings, code, links, quotes of sources and addresses do not. A single word counts
only as the page itself writes it, where it is short, a code or an acronym.

Bad:  `Juice is on its way to Ganymede.` with no link to `ganymede` on the page
Good: `Juice is on its way to [[ganymede|Ganymede]].`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core import markdown
from pipeline.core.model import Needs, Scope, Severity
from pipeline.core.page import Page
from pipeline.core.text import fold
from pipeline.core.view import Spot, View
from pipeline.core.wiki import facts_of

SEVERITY: Severity = "note"
SCOPE: Scope = "page"
NEEDS: Needs = ("names",)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        shown = markdown.mask(page.body)
        found = view.wiki.phrases.among(shown)
        wanted = found.keys() - _linked(view, page, found) if found else set()
        if wanted:
            yield from _spots(view, page, shown, wanted)


def _spots(view: View, page: Page, shown: str, wanted: set[str]) -> Iterator[Spot]:
    first = page.front.count("\n")
    for mention in view.wiki.phrases.mentions(shown, wanted):
        if mention.slug in wanted:
            wanted.discard(mention.slug)
            message = f"“{mention.words}” has a page, and nothing here links to it"
            link = f"Write [[{mention.slug}|{mention.words}]] there."
            yield Spot(page.path, mention.slug, message, link, first + mention.line, mention.column)


def _linked(view: View, page: Page, found: dict[str, str]) -> set[str]:
    """Return the slugs that need no link: those the page links to, itself, and pages that go by a name of its own."""
    facts = view.wiki.facts.get(page.slug)
    if facts is None or facts.path != page.path:
        facts = facts_of(page.path, page.render())
    opens = view.wiki.opens
    return {page.slug} | {opens[x] for x in facts.links if x in opens} | {s for s in found if fold(found[s]) in facts.names}
