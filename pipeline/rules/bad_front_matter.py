"""Front matter that tools cannot rely on: no title, a wrong date, an unknown confidence, a source outside `raw/`.

Bad:  `updated: yesterday`
Good: `updated: 2026-04-11`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.confidence import as_date
from pipeline.core.model import Scope, Severity
from pipeline.core.page import Page
from pipeline.core.view import Spot, View, line_of
from pipeline.core.wiki import is_aside, strings

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if not (view.whole and is_aside(page.path)):  # people's own: a README, a template
            yield from _one(page, view.whole)


def _no_front(page: Page) -> tuple[str, str]:
    if page.lead.startswith("---"):
        return "the front matter has no end", "Close it with a line `---`."
    keys = "`title`, `type`, `created`, `updated` and `confidence`"
    return "the page has no front matter", f"Begin it with a line `---`, {keys}, and a line `---`."


def _one(page: Page, whole: bool) -> Iterator[Spot]:
    meta = page.meta
    if not page.front:
        yield Spot(page.path, "front matter", *_no_front(page))
        return
    title = meta.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > 300:
        yield Spot(
            page.path, "title", "`title` must be a text of 1 to 300 characters", "Write one.", line_of(page, "title:")
        )
    for key in ("created", "updated"):
        value = str(meta.get(key) or "")
        if whole and value:
            continue  # a lint has bad-date for these, which knows more of them
        if not _DAY.fullmatch(value) or as_date(value) is None:
            yield Spot(
                page.path,
                key,
                f"`{key}` is no date: {value or 'missing'}",
                "Write it as 2026-04-11.",
                line_of(page, f"{key}:"),
            )
    if meta.get("confidence") not in ("high", "medium", "low"):
        yield Spot(
            page.path,
            "confidence",
            "`confidence` is high, medium or low",
            "Run `wiki derive`, which sets it.",
            line_of(page, "confidence:"),
        )
    for source in strings(meta.get("sources")):
        if not source.startswith("raw/") or ".." in source.split("/"):
            yield Spot(page.path, source, f"`sources` names a file outside raw/: {source}", "", line_of(page, source))
