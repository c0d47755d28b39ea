"""A page has a type that `schema.md` does not declare, or stands outside the folder of its type.

Bad:  `type: note`, or a concept in `wiki/entities/`
Good: a declared type, in its folder
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import is_aside
from pipeline.rules.bad_front_matter import is_made_anew, missing_keys

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        # There people give a page any type, or none; what a librarian makes anew has one of ours.
        if view.schema.rules.profile == "structure" and not is_made_anew(page, view):
            continue
        # Missing front matter, and several missing keys, are left to bad-front-matter.
        if view.whole and (not page.front or is_aside(page.path)):
            continue
        if view.whole and "type" in missing_keys(page):
            continue
        name = str(page.meta.get("type") or "")
        kind = view.schema.types.get(name)
        if kind is None:
            known = ", ".join(view.schema.types)
            yield Spot(
                page.path,
                name or "type",
                f"schema.md declares no page type {name!r}",
                f"Use one of: {known}.",
                line_of(page, "type:"),
            )
        elif view.page_before(page) is None and page.path != view.schema.path(name, page.slug):
            yield Spot(
                page.path,
                name,
                f"a page of type {name!r} belongs in wiki/{kind.folder}/",
                "Move it there.",
                line_of(page, "type:"),
            )
