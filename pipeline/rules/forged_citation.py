"""GitHub shows another text as a footnote than the citation at the end of the page.

It takes the first definition of a label, also one in a list, a quote or a comment, one that is
indented, or one in other case; and what follows on the next line belongs to it. It also takes one
from a text where we read none.

Bad:  `- [^r-1]: words nobody wrote` above the page's own `[^r-1]: …`
Good: one definition a label, on a line of its own at the end of the page
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.bookkeeping.ownership import is_of_a_source
from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.markup import footnotes
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import parse
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.rendering import PLAIN_RENDERING, Rendering, fold_label, split_lines

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        shown = view.rendering(page)
        if shown is not PLAIN_RENDERING and not shown.failure:
            yield from _find_forged(page, shown)
            yield from _find_unread(page, shown, view)


def _find_forged(page: Page, shown: Rendering) -> Iterator[Spot]:
    """Compare each citation of a page with the lines from which GitHub takes that footnote."""
    lines = split_lines(page.whole)
    above = len(split_lines(page.front)) - 1
    finder = Finder(page)
    for label in page.labels:
        text = page.definitions.get(label)
        if text is None or parse(label, text, page.path) is None:
            continue  # no citation: left to undefined-mark, or a person's own footnote
        first, last = shown.notes.get(fold_label(label), (0, 0))
        rows = footnotes.find_definition_rows(lines[first - 1]) if 0 < first <= len(lines) else []
        if first == last and rows == [(label, text)]:
            continue
        if first:
            message = (
                f"GitHub shows other words as the footnote [^{label}] than the citation at the"
                " page's end"
            )
            yield Spot(page.path, label, message, "Take out what else defines it.", first + above)
        else:
            message = f"GitHub shows no footnote [^{label}], though the page cites it"
            yield Spot(
                page.path,
                label,
                message,
                "Close the code or the HTML that hides it.",
                finder.line_of(f"[^{label}]:"),
            )


def _find_unread(page: Page, shown: Rendering, view: View) -> Iterator[Spot]:
    """Find footnotes that GitHub takes from the text, under a label by which pages cite sources.

    What a librarian writes may define no footnote at all; people may define their own anywhere.
    """
    above = len(split_lines(page.front)) - 1
    defined = {fold_label(label) for label in page.definitions}
    for label, (first, _) in shown.notes.items():
        if label not in defined and (view.written or is_of_a_source(label, view.wiki)):
            message = f"GitHub shows a footnote [^{label}] whose words are no citation"
            yield Spot(page.path, label, message, "Take its definition out.", first + above)
