"""The quote of a citation does not stand in its source at the place that the citation names.

The citation was invented, or the source has changed. A lint tells two cases apart that the gate
refuses alike: quote-moved is about a quote that stands on other lines, and missing-source about a
file that is gone.

Bad:  `[^r-1]: [r, line 9](../../raw/r.md?plain=1#L9): "words nobody wrote"`
Good: a passage copied from line 9 of that source
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.haystack import Haystack
from pipeline.core.values import Needs, Quote, RunsIn, Scope, Severity
from pipeline.core.wiki.citations import Citation, base_of, from_link, parse, parse_simple
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
NEEDS: Needs = ("sources",)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        old = view.page_before(page)
        known = old.definitions if old else {}
        fine, finder = sound_labels(page, view), Finder(page)
        for label, text in page.definitions.items():
            was = known.get(label)
            if label in fine or was == text:
                continue
            cited = parse(label, text, page.path)
            if old is None or was is None or cited is None or cited != parse(label, was, old.path):
                yield from _check_definition(page, label, cited, view, finder)


def sound_labels(page: Page, view: View) -> set[str]:
    """Return the labels of the definitions whose quote surely stands where they say.

    Those are nearly all. Two rules ask, so the answer is kept in the view.
    """
    if page.path not in view.sound:
        view.sound[page.path] = set(_find_sound_labels(page, view))
    return view.sound[page.path]


def _find_sound_labels(page: Page, view: View) -> Iterator[str]:
    behind: dict[str, Haystack | None] = {}
    for label, text in page.definitions.items():
        if row := parse_simple(text):
            link, line, quote = row
            if link not in behind:
                behind[link] = _haystack_behind(link, page, view)
            hay = behind[link]
            if hay and hay.unit == "line" and hay.surely_has(quote, line):
                yield label


def _haystack_behind(link: str, page: Page, view: View) -> Haystack | None:
    path = from_link(page.path, link)
    return view.haystack(path) if path.startswith("raw/") else None


def _check_definition(
    page: Page, label: str, citation: Citation | None, view: View, finder: Finder | None = None
) -> Iterator[Spot]:
    if citation is not None:
        yield from _check_quotes(page, label, citation, view, finder)
    elif base_of(label) in view.wiki.by_label:  # a person's own footnote has a name of its own
        line = (finder or Finder(page)).line_of(f"[^{label}]:")
        yield Spot(page.path, label, "the citation cannot be read", "Restore link and quote.", line)


def _check_quotes(
    page: Page, label: str, citation: Citation, view: View, finder: Finder | None = None
) -> Iterator[Spot]:
    line = (finder or Finder(page)).line_of(f"[^{label}]:")
    haystack = view.haystack(citation.source)
    if haystack is None:
        if view.whole and citation.source not in view.files_there:
            return
        yield Spot(
            page.path,
            label,
            f"the source {citation.source} is not there or cannot be read",
            "Restore it.",
            line,
        )
        return
    if is_of_older_reading(citation, haystack, view):
        return
    for quote in citation.quotes:
        problem = _problem(quote, found := haystack.find_cited(quote, citation.unit))
        if problem and not (view.whole and found):
            yield Spot(
                page.path,
                label,
                f'{problem}: "{quote.text[:80]}"',
                "Quote the source word for word.",
                line,
            )


def _problem(quote: Quote, found: Quote | None) -> str:
    if found is None:
        return "the source does not hold the quote"
    if stands_there(quote, found):
        return ""
    return f"the quote stands at {found.start}, not {quote.start}"


def stands_there(quote: Quote, found: Quote) -> bool:
    """Tell whether a quote was found at the lines and pages that its citation names."""
    return replace(found, text=quote.text) == quote


def is_of_older_reading(citation: Citation, haystack: Haystack, view: View) -> bool:
    """Tell whether a citation was made of what an earlier reader made of a file.

    It links to the file alone, of which the wiki keeps no text of today's reader, and it stood in
    the wiki before. The rule read-anew reports such a one if its quote is not there any more.
    """
    if citation.unit == "kept" or haystack.unit != "kept" or haystack.kept == "current":
        return False
    before = view.before
    return view.whole or (before is not None and before.citation(citation.label) == citation)
