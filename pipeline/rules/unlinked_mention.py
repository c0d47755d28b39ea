"""A page's title or alias in another page's prose, and no link to it anywhere on that page.

The longest name at each place counts; headings, code, links, quotes of sources and addresses do not. A name of one word
counts only as the page itself writes it, and not where a capital may be due to the sentence: `settings` is a common word, and
what begins a sentence may be one.

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
from pipeline.core.wiki import strings

SEVERITY: Severity = "note"
SCOPE: Scope = "page"
NEEDS: Needs = ("names",)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        shown = markdown.mask(page.body)
        found = view.wiki.phrases.among(shown)
        found.pop(page.slug, None)
        if found:
            wiki, inline = markdown.targets(shown)
            wanted = found.keys() - set(wiki)  # most links are written as the slug
            if wanted and (wanted := wanted - _linked(view, page, (*wiki, *inline), found)):
                yield from _spots(view, page, shown, wanted)


def _spots(view: View, page: Page, shown: str, wanted: set[str]) -> Iterator[Spot]:
    first = page.front.count("\n")
    for mention in view.wiki.phrases.mentions(shown, wanted):
        if mention.slug in wanted:
            wanted.discard(mention.slug)
            message = f"“{mention.words}” has a page, and nothing here links to it"
            link = f"Write [[{mention.slug}|{mention.words}]] there."
            yield Spot(page.path, mention.slug, message, link, first + mention.line, mention.column)


def _linked(view: View, page: Page, targets: tuple[str, ...], found: dict[str, str]) -> set[str]:
    """Return the slugs that need no link: those the page links to, and pages that go by a name of its own.

    Of the page's text, not of its facts: a process that runs this rule knows of the wiki's pages only what they are called.
    """
    opens = view.wiki.opens
    names = {fold(x.split("?")[0].rsplit("/", 1)[-1].removesuffix(".md")) for x in targets}
    own = {fold(x) for x in (str(page.meta.get("title") or ""), *strings(page.meta.get("aliases")))}
    return {opens[name] for name in names if name in opens} | {slug for slug in found if fold(found[slug]) in own}
