"""A page mentions another page by its title or an alias, and links to it nowhere.

The longest name at each place counts: nothing is reported of words in which two names overlap, of a
name with capitals inside a longer one (`Berlin` in `Berlin Wall`), or of what is part of longer
words that the page links elsewhere. Headings, code, links, quotes of sources and addresses do not
count. A name of one word counts only as the page itself writes it, and not where a capital may be
due to the sentence: `settings` is a common word, and what begins a sentence may be one.

Bad:  `Juice is on its way to Ganymede.` with no link to `ganymede` on the page
Good: `Juice is on its way to [[ganymede|Ganymede]].`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.language.mentions import Mention, Phrases
from pipeline.core.markup import markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.values import Needs, RunsIn, Scope, Severity
from pipeline.core.wiki.citations import link_to
from pipeline.core.wiki.facts import strings_of_value
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "note"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)
NEEDS: Needs = ("names",)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        shown = page.shown
        found = view.wiki.phrases.pages_named_in(shown)
        found.pop(page.slug, None)
        if found:
            wiki, inline = markdown.find_link_targets(shown)
            wanted = found.keys() - set(wiki)  # most links are written as the slug
            if wanted and (
                wanted := wanted - _slugs_without_need(view, page, (*wiki, *inline), found)
            ):
                yield from _spots(view, page, shown, wanted)


def _spots(view: View, page: Page, shown: str, wanted: set[str]) -> Iterator[Spot]:
    first = page.first_line - 1
    rows = page.body.split("\n")
    linked: Phrases | None = None
    at, spans = 0, list[tuple[int, int]]()  # the last line looked at, and the names in it
    for mention in view.wiki.phrases.mentions(shown, wanted):
        if mention.slug not in wanted:
            continue
        row, start = rows[mention.line - 1], mention.column - 1
        if mention.line != at:
            linked = linked or _words_of_links(page, shown)
            at, spans = mention.line, [*view.wiki.phrases.spans(row), *linked.spans(row)]
        end = start + len(mention.words)
        if not any(a <= start and end <= b and b - a > end - start for a, b in spans):
            wanted.discard(mention.slug)
            message = f"“{mention.words}” has a page, and nothing here links to it"
            how = f"Write {_link(view, page, mention, row)} there."
            yield Spot(page.path, mention.slug, message, how, first + mention.line, mention.column)


def _link(view: View, page: Page, mention: Mention, row: str) -> str:
    """Return the link as the team writes links; in a table its bar is escaped."""
    if view.schema.rules.links == "markdown":
        return f"[{mention.words}]({link_to(page.path, view.wiki.facts[mention.slug].path)})"
    bar = "\\|" if row.lstrip(" >").startswith("|") else "|"
    return f"[[{mention.slug}{bar}{mention.words}]]"


def _words_of_links(page: Page, shown: str) -> Phrases:
    """Return what the page's links show as names, to find them where they are no links."""
    labels = dict.fromkeys(
        link.label or link.target
        for link in markdown.find_links(page.body, shown)
        if not link.embed
    )
    return Phrases((markdown.to_plain_text(label), label) for label in labels)


def _slugs_without_need(
    view: View, page: Page, targets: tuple[str, ...], found: dict[str, str]
) -> set[str]:
    """Return the slugs that need no link.

    Those are the pages that this page links to, and pages that go by a name of its own. They are
    found in the page's text, not in its facts: a process that runs this rule knows of the wiki's
    pages only what they are called.
    """
    opens = view.wiki.slug_by_name
    names = {fold(slug_of_path(x.split("?")[0])) for x in targets}
    own = {
        fold(x)
        for x in (str(page.meta.get("title") or ""), *strings_of_value(page.meta.get("aliases")))
    }
    return {opens[name] for name in names if name in opens} | {
        slug for slug in found if fold(found[slug]) in own
    }
