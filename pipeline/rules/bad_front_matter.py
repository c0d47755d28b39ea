"""Tools cannot rely on the front matter: it lacks a key, or a key has a wrong value.

Wrong are a title that shows nothing, a date that is none, an unknown confidence, and a source
outside `raw/`. What people list under `sources` besides (an address, a book, a file without the
`raw/` in front) is left alone by a lint. `confidence` follows from the sources that a page cites;
where it cites none, code writes none, and none is asked for.

If a page lacks several keys, a lint reports them as one finding; the check of a change reports
each, because what a change mends in part must not look like a new fault.

Bad:  `updated: yesterday`
Good: `updated: 2026-04-11`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.bookkeeping.ownership import is_record
from pipeline.core.findings.view import Finder, Spot, View, line_of
from pipeline.core.hidden_characters import has_visible_part
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_aside, strings_of_value
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("compile", "check", "lint")  # a draft lacks what code writes there
_KEYS = ("title", "type", "created", "updated", "confidence")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if view.whole and is_aside(page.path):  # such as a README, which is people's own
            continue
        free = view.schema.rules.profile == "structure" and not is_made_anew(page, view)
        yield from _check_what_is_there(page) if free else _check_page(page, view.whole)


def is_made_anew(page: Page, view: View) -> bool:
    """Tell whether a librarian makes a page that was not there."""
    return view.written and view.page_before(page) is None


def _check_what_is_there(page: Page) -> Iterator[Spot]:
    """Yield what is wrong with the front matter of a page that existed before our wiki.

    It may lack any key, and have others; but what code reads in it must have its form.
    """
    finder = Finder(page)
    for source in strings_of_value(page.meta.get("sources")):
        if _leads_outside(source):
            message = f"`sources` names a file outside raw/: {source}"
            yield Spot(page.path, source, message, "", finder.line_of(source))


def _what_is_missing(page: Page) -> tuple[str, str]:
    if page.lead.startswith("---"):
        return "the front matter has no end", "Close it with a line `---`."
    keys, last = ", ".join(f"`{key}`" for key in _KEYS[:-2]), _KEYS[-2]
    return (
        "the page has no front matter",
        f"Begin it with a line `---`, {keys} and `{last}`, and a line `---`.",
    )


def _check_page(page: Page, whole: bool) -> Iterator[Spot]:
    meta = page.meta
    if not page.front:
        yield Spot(page.path, "front matter", *_what_is_missing(page))
        return
    lacks = missing_keys(page) if whole else ()
    if len(lacks) > 1:
        names = ", ".join(f"`{key}`" for key in lacks)
        how = (
            "Write them; `wiki derive` then sets `confidence`."
            if "confidence" in lacks
            else "Write them."
        )
        yield Spot(page.path, "front matter", f"the front matter lacks {names}", how)
    yield from (
        spot for spot in _check_keys(page, whole) if len(lacks) < 2 or spot.subject not in lacks
    )
    finder = Finder(page)
    for source in strings_of_value(meta.get("sources")):
        if _leads_outside(source) if whole else _is_not_in_raw(source):
            yield Spot(
                page.path,
                source,
                f"`sources` names a file outside raw/: {source}",
                "",
                finder.line_of(source),
            )


def _is_not_in_raw(source: str) -> bool:
    return not source.startswith("raw/") or ".." in source.split("/")


def _leads_outside(source: str) -> bool:
    """Tell whether an entry of `sources` surely names a file outside `raw/`.

    People list addresses, titles of books, links to pages, and files without the `raw/` in front.
    """
    return source.startswith(("/", "~", "wiki/")) or ".." in source.split("/")


def missing_keys(page: Page) -> tuple[str, ...]:
    """Return the keys that every page must have and this one has not.

    A type alone is left to unknown-type.
    """
    lacks = tuple(key for key in _KEYS if page.meta.get(key) in (None, "", []))
    if "confidence" in lacks and not _cites(page):
        lacks = lacks[:-1]
    return () if lacks == ("type",) else lacks


def _cites(page: Page) -> bool:
    """Tell whether a page cites a source in our form, or records one.

    If it does, its confidence follows from that.
    """
    rows = page.definitions.items()
    return is_record(page.meta) or any(
        citations.parse(label, text, page.path) for label, text in rows
    )


def _check_keys(page: Page, whole: bool) -> Iterator[Spot]:
    """Yield what is wrong with single keys, including keys that are missing."""
    meta, title = page.meta, page.meta.get("title")
    if not isinstance(title, str) or not has_visible_part(title) or len(title) > 300:
        hidden = isinstance(title, str) and bool(title.strip())
        message = (
            "nothing of the `title` shows"
            if hidden and not has_visible_part(str(title))
            else "`title` must be a text of 1 to 300 characters"
        )
        yield Spot(page.path, "title", message, "Write one.", line_of(page, "title:"))
    for key in ("created", "updated"):
        value = str(meta.get(key) or "")
        if whole and value:
            continue  # in a lint, bad-date judges these
        if not _DAY.fullmatch(value) or parse_date(value) is None:
            yield Spot(
                page.path,
                key,
                f"`{key}` is no date: {value or 'missing'}",
                "Write it as 2026-04-11.",
                line_of(page, f"{key}:"),
            )
    sure = meta.get("confidence")
    if sure not in ("high", "medium", "low") and (sure not in (None, "") or _cites(page)):
        yield Spot(
            page.path,
            "confidence",
            "`confidence` is high, medium or low",
            "Run `wiki derive`, which sets it." if _cites(page) else "Write one of them, or none.",
            line_of(page, "confidence:"),
        )
