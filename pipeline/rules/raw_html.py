"""A page holds HTML, which can hide text from a reviewer or run where the wiki is published.

A person may write `<br>`, because a cell of a table has no other line break, and `<!-- lint-ignore
RULE: reason -->`.

Bad:  `<details>`, `<img onerror=…>`, `<!-- unseen -->`
Good: Markdown; `<` in prose written as a code span, or escaped
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.markup import commonmark
from pipeline.core.markup.ignore_comments import is_ignore
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.older_form import in_todays_form
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.rendering import tags_in

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
# a comment that is meant to ignore something, whether it has an effect or not
_MEANT_AS_IGNORE = re.compile(r"<!--\s*lint-ignore(?:-page)?\b[^\n]{0,200}-->$")

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.documents():
        if view.whole:
            page = in_todays_form(page)  # what the form alone brings is told by older-form
        old = view.page_before(page)
        known = set(_find_html(old, view)) if old else set()
        tags = _find_html(page, view)
        if failure := view.rendering(page).failure:
            yield Spot(page.path, "rendering", failure, "Split the page, or write it more plainly.")
        finder, sorted_tags = Finder(page), sorted(tags)
        for tag in tags:
            if (
                view.whole
                and tag.startswith("</")
                and _any_begins(sorted_tags, f"<{tag[2:-1].strip()}")
            ):
                continue  # its opening tag is reported
            if view.whole and _MEANT_AS_IGNORE.match(tag):
                continue  # left to bad-ignore
            if tag not in known and (
                view.written or not (is_ignore(tag) or _LINE_BREAK.fullmatch(tag))
            ):
                first = tag.split("\n")[0]
                message = f"raw HTML: {first[:60]}"
                yield Spot(
                    page.path,
                    first[:60],
                    message,
                    "Write Markdown, or put it in a code span.",
                    *finder.place_of(first),
                )


def _find_html(page: Page, view: View) -> dict[str, None]:
    """Return the HTML of a page by our own parser, and what GitHub's takes for HTML besides."""
    ours = commonmark.find_html(page.whole)
    known = {*ours, *tags_in("\n".join(ours))}
    return dict.fromkeys([*ours, *(tag for tag in view.rendering(page).html if tag not in known)])


def _any_begins(in_order: Sequence[str], prefix: str) -> bool:
    """Tell whether one of these sorted texts begins with a prefix."""
    at = bisect_left(in_order, prefix)
    return at < len(in_order) and in_order[at].startswith(prefix)
