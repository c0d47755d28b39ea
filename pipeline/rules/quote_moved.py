"""A quote stands in its source at other lines than its link names, so a reader is misled.

It can be mended safely if the source holds the quote once.

Bad:  `[^r-1]: [r, line 9](../../raw/r.md?plain=1#L9): "The kettle boils"`, which stands on line 3
Good: `[^r-1]: [r, line 3](../../raw/r.md?plain=1#L3): "The kettle boils"`
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.haystack import Haystack
from pipeline.core.text import noun_for
from pipeline.core.values import Needs, Quote, RunsIn, Scope, Severity, Unit
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.page import Page
from pipeline.rules.quote_not_found import sound_labels, stands_there

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("lint",)
NEEDS: Needs = ("sources",)
_LINE_BEYOND_ALL = 10**9


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        fine, finder = sound_labels(page, view), Finder(page)
        for label, text in page.definitions.items():
            if label not in fine and (citation := citations.parse(label, text, page.path)):
                yield from _spots(view, page, citation, finder)


def _spots(view: View, page: Page, citation: Citation, finder: Finder) -> Iterator[Spot]:
    haystack = view.haystack(citation.source)
    for quote in citation.quotes if haystack else ():
        found = haystack.find_cited(quote, citation.unit) if haystack else None
        if found and haystack and not stands_there(quote, found):
            line = finder.line_of(f"[^{citation.label}]:")
            yield _spot(page, citation, quote, found, line, only=_stands_once(haystack, quote))


def _spot(
    page: Page, citation: Citation, quote: Quote, found: Quote, line: int, only: bool
) -> Spot:
    noun = "line" if citation.unit == "kept" else citation.unit
    label, there = citation.label, f"{noun_for(found.end - found.start + 1, noun)} {_range(found)}"
    whose = "the text of " if citation.unit == "kept" else ""
    message = (
        f"the quote stands on {there} of {whose}{citation.source}, not on {_range(quote)}:"
        f" “{quote.text[:80]}”"
    )
    how = (
        f"Point the link at {there}."
        if only
        else f"Point the link at {there}, or where else the words are meant."
    )
    return Spot(page.path, label, message, how, line, fixable=only)


def _range(quote: Quote) -> str:
    return str(quote.start) if quote.start == quote.end else f"{quote.start}-{quote.end}"


def _stands_once(haystack: Haystack, quote: Quote) -> bool:
    """Tell whether a source holds a quote once, that is, whether its first place is its last."""
    return haystack.find(quote.text) == haystack.find(quote.text, near=_LINE_BEYOND_ALL)


def fix(view: View, paths: Collection[str]) -> Mapping[str, str]:
    """Return the pages with their links at the lines where the quotes stand."""
    texts = {
        page.path: (page.render(), _mend_page(view, page))
        for path in paths
        if (page := view.page(path))
    }
    return {path: new for path, (old, new) in texts.items() if new != old}


def _mend_page(view: View, page: Page) -> str:
    text = page.render()
    for label, written in page.definitions.items():
        citation = citations.parse(label, written, page.path)
        haystack = view.haystack(citation.source) if citation else None
        if citation and haystack:
            unit = citation.unit
            quotes = tuple(_move_quote(haystack, quote, unit) for quote in citation.quotes)
            if quotes != citation.quotes:
                line = citations.render(
                    replace(citation, quotes=quotes), page.path, citations.style_of(written)
                )
                text = text.replace(f"[^{label}]: {written}", line)
    return text


def _move_quote(haystack: Haystack, quote: Quote, unit: Unit) -> Quote:
    found = haystack.find_cited(quote, unit)
    return replace(found, text=quote.text) if found and _stands_once(haystack, quote) else quote
