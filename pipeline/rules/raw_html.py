"""HTML in a page: it can hide text from a reviewer, or run where the wiki is published.

Bad:  `<details>`, `<img onerror=…>`, `<!-- unseen -->`
Good: Markdown; `<` in prose written as a code span, or escaped; by a person also `<br>`, for a cell of a table has no other line
break, and `<!-- lint-ignore RULE: reason -->`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core import markdown
from pipeline.core.ignores import is_ignore
from pipeline.core.model import Scope, Severity
from pipeline.core.view import Spot, View, place_of

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
_MEANT = re.compile(r"<!--\s*lint-ignore(?:-page)?\b[^\n]{0,200}-->$")  # to be an ignore, whether it is one or not

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        old = view.old(page)
        known = set(markdown.has_html(old.body)) if old else set()
        tags = dict.fromkeys(markdown.has_html(page.body + page.tail))
        for tag in tags:
            if view.whole and tag.startswith("</") and any(x.startswith(f"<{tag[2:-1].strip()}") for x in tags):
                continue  # its beginning is told
            if view.whole and _MEANT.match(tag):
                continue  # bad-ignore tells it
            if tag not in known and (view.written or not (is_ignore(tag) or _BREAK.fullmatch(tag))):
                first = tag.split("\n")[0]
                message = f"raw HTML: {first[:60]}"
                yield Spot(
                    page.path, first[:60], message, "Write Markdown, or put it in a code span.", *place_of(page, first)
                )
