"""A newer version of the program reads a source otherwise than the wiki quotes it.

The quotes are not invented: an earlier reader made them of the same file. They stand in the kept
text of that version, or the pages are from before texts were kept. Nothing is wrong with the wiki;
but the newer reading may say more, or better. This is reported once for each source, whatever
cites it. A citation that a change brings must stand in the text all the same, or is reported by
quote-not-found.

Bad:  `reader_version: 1` in the kept text of a source that version 2 of the reader reads now
Good: the text of today's reader, which `wiki compile --reread` proposes
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.haystack import Haystack
from pipeline.core.values import Needs, RunsIn, Scope, Severity
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.rules.quote_not_found import is_of_older_reading

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)
NEEDS: Needs = ("sources",)
_OLDER = "an older version of the reader made the text that is kept of {}"
_LOST = "pages quote {} as an older version of the reader read it, and today's reads it otherwise"


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        for path in citations.sources_of(page.definitions.values(), page.path):
            haystack = view.haystack(path)
            if haystack is None or haystack.unit != "kept" or haystack.kept == "current":
                continue
            if haystack.kept == "older":
                yield _spot(path, _OLDER)
            elif _has_lost_quotes(page, path, haystack, view):
                yield _spot(path, _LOST)


def _has_lost_quotes(page: Page, path: str, haystack: Haystack, view: View) -> bool:
    """Tell whether a page quotes what today's reader does not find in a source."""
    found = (citations.parse(x, text, page.path) for x, text in page.definitions.items())
    return any(
        haystack.find_cited(quote, cited.unit) is None
        for cited in found
        if cited and cited.source == path and is_of_older_reading(cited, haystack, view)
        for quote in cited.quotes
    )


def _spot(path: str, message: str) -> Spot:
    """Return the finding about a source; it is the same from whatever page it is found."""
    return Spot(path, path, message.format(path), f"Run `wiki compile --reread {path}`.")
