"""A kept answer rests on statements that have changed since, or on a page that is gone.

The front matter of a page that keeps an answer names the pages it was made from, each with a digest
of what they say with the answer's marks (`rests_on`). The answer may be wrong by now where such a
page says something else, where it gives another number from a newer source, or where a source does
not hold a quote of the answer any more. Asked anew, it rests on the pages as they are.

Bad:  an answer that rests on “Saturn has 145 moons”, while that page says 274 by now
Good: the same question answered anew, by `/fix` on the issue or by `wiki ask` and `wiki file`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.core.errors import UserError
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.name_keys import fold
from pipeline.core.text import shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of, parse
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import BASIS_KEY, FILED_TYPES
from pipeline.rules.quote_not_found import is_of_older_reading

if TYPE_CHECKING:
    from pipeline.core.answers.material import ShownPage, ShownStatement

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)

_MOST_ROWS = 50  # of one page; an answer rests on a few
_LONGEST_SHOWN = 200
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_ADVICE = (
    "Answer it anew: `/fix` on the issue, or `wiki ask` with its title and `wiki file`. If it holds"
    f" as it is, take the line out of `{BASIS_KEY}`."
)


def check(view: View) -> Iterator[Spot]:
    """Yield what has become otherwise beneath each kept answer."""
    for facts in view.all_facts():
        if facts.type not in FILED_TYPES or f"\n{BASIS_KEY}:" not in view.wiki.text_at(facts.path):
            continue
        page = view.page(facts.path)
        if page is None:
            continue
        line = line_of(page, f"\n{BASIS_KEY}:") + 1
        rows = rows_of(page)
        for slug, was in rows:
            if why := why_stale(slug, was, facts.labels, view):
                said = f"this answer rests on [[{slug}]], {why}"
                yield Spot(facts.path, slug, said, _ADVICE, line)
        for label, source, quote in find_quotes_gone(page, view) if rows else ():
            said = f"this answer rests on {source}, which does not hold “{quote}” any more"
            yield Spot(facts.path, label, said, _ADVICE, line)


def rows_of(page: Page) -> list[tuple[str, str]]:
    """Return the pages that an answer rests on, each with the digest of what it said then."""
    rows = page.meta.get(BASIS_KEY)
    listed = rows if isinstance(rows, list) else []
    found = [row.partition("@") for row in listed if isinstance(row, str)]
    return [(slug, was) for slug, at, was in found if slug and at][:_MOST_ROWS]


def why_stale(slug: str, was: str, labels: tuple[str, ...], view: View) -> str:
    """Return what has become of a page beneath an answer; "" where it says what it said."""
    # Imported here, as few wikis keep answers, and every lint would wait for these.
    from pipeline.core.answers.page_words import digest_statements
    from pipeline.core.answers.read_pages import read_page

    name = view.wiki.resolve(slug)
    if name is None:
        return "and that page is gone"
    try:
        shown, _ = read_page(view.wiki.page(name), view.wiki)
    except UserError:  # the rule bad-front-matter reports it
        return ""
    now = digest_statements(shown, labels)
    if not now:
        return "which says nothing with its marks any more"
    if now != was:
        said = " ".join(one.plain for one in shown.statements if {*labels} & {*one.labels})
        return f"which has changed since: “{shorten(said, _LONGEST_SHOWN)}”"
    newer = _newer_value(shown, {*labels}, view)
    return f"which says of a newer source: “{shorten(newer, _LONGEST_SHOWN)}”" if newer else ""


def _newer_value(shown: ShownPage, labels: set[str], view: View) -> str:
    """Return a later statement in the words of one beneath the answer, with other numbers.

    It is no mark of the answer: an answer that gives both knows of it.
    """
    known: dict[str, str] = {}
    others: list[ShownStatement] = []
    for one in shown.statements:
        if not labels & {*one.labels}:
            others.append(one)
        elif day := _day_of(one.labels, view):
            key = _without_figures(one.plain)
            known[key] = max(known.get(key, ""), day)
    return next(
        (
            one.plain
            for one in others
            if _day_of(one.labels, view) > known.get(_without_figures(one.plain), "9999")
        ),
        "",
    )


def _without_figures(text: str) -> str:
    return _FIGURE.sub("#", fold(text))


def _day_of(labels: Iterable[str], view: View) -> str:
    """Return the newest day on which a source of these marks was published; "" where none says."""
    records = (view.wiki.by_label.get(base_of(label)) for label in labels)
    return max((f.record.get("published", "") for f in records if f), default="")


def find_quotes_gone(page: Page, view: View) -> Iterator[tuple[str, str, str]]:
    """Yield marks of a page whose quote its source does not hold any more: mark, source, quote."""
    for label, text in page.definitions.items():
        citation = parse(label, text, page.path)
        haystack = view.haystack(citation.source) if citation else None
        if citation is None or haystack is None or is_of_older_reading(citation, haystack, view):
            continue
        for quote in citation.quotes:
            if haystack.find_cited(quote, citation.unit) is None:
                yield label, citation.source, shorten(quote.text, _LONGEST_SHOWN)
                break
