"""A kept answer rests on statements that have changed since, or on a page that is gone.

The front matter of a page that keeps an answer names the pages it was made from, each with a digest
of what they say with the answer's marks (`rests_on`). Where a page says something else by now, the
answer may be wrong although its quotes still hold. Asked anew, it rests on the pages as they are.

Bad:  an answer that rests on “Saturn has 145 moons”, while that page says 274 by now
Good: the same question answered anew, by `/fix` on the issue or by `wiki ask` and `wiki file`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.core.answers.filing import BASIS_KEY, FILED_TYPES, digest_statements
from pipeline.core.answers.material import ShownStatement
from pipeline.core.answers.read_pages import read_page
from pipeline.core.errors import UserError
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.text import shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)

_MOST_ROWS = 50  # of one page; an answer rests on a few


def check(view: View) -> Iterator[Spot]:
    """Yield each page beneath a kept answer that does not say any more what it said then."""
    for facts in view.all_facts():
        if facts.type not in FILED_TYPES or f"\n{BASIS_KEY}:" not in view.wiki.text_at(facts.path):
            continue
        page = view.page(facts.path)
        for slug, was in rows_of(page) if page else ():
            why = _why_stale(slug, was, facts.labels, view)
            if page and why:
                yield Spot(
                    facts.path,
                    slug,
                    f"this answer rests on [[{slug}]], {why}",
                    "Answer it anew: `/fix` on the issue, or `wiki ask` with its title and `wiki"
                    f" file`. If it holds as it is, take the line out of `{BASIS_KEY}`.",
                    line_of(page, f"\n{BASIS_KEY}:") + 1,
                )


def rows_of(page: Page) -> list[tuple[str, str]]:
    """Return the pages that an answer rests on, each with the digest of what it said then."""
    rows = page.meta.get(BASIS_KEY)
    listed = rows if isinstance(rows, list) else []
    found = [row.partition("@") for row in listed if isinstance(row, str)]
    return [(slug, was) for slug, at, was in found if slug and at][:_MOST_ROWS]


def _why_stale(slug: str, was: str, labels: tuple[str, ...], view: View) -> str:
    """Return what has become of a page beneath an answer; "" where it says what it said."""
    name = view.wiki.resolve(slug)
    if name is None:
        return "and that page is gone"
    try:
        shown, _ = read_page(view.wiki.page(name), view.wiki)
    except UserError:  # the rule bad-front-matter reports it
        return ""
    now = digest_statements(shown, labels)
    if now == was:
        return ""
    if not now:
        return "which says nothing with its marks any more"
    return f"which has changed since: {_what_it_says(shown.statements, labels)}"


def _what_it_says(statements: Iterable[ShownStatement], labels: tuple[str, ...]) -> str:
    wanted = {*labels}
    said = [one.plain for one in statements if wanted & {*one.labels}]
    return f"“{shorten(' '.join(said), 200)}”"
