"""A link between pages that no page answers.

Bad:  `See [[contxt-window]].`
Good: `See [[context-window]].`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core import markdown
from pipeline.core.citations import from_link
from pipeline.core.model import Scope, Severity
from pipeline.core.page import Page
from pipeline.core.view import Spot, View, line_of
from pipeline.core.wiki import is_page

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        for target, written in _targets(page):
            if view.wiki.resolve(target) is None:
                yield Spot(
                    page.path,
                    target,
                    f"the link to {target!r} leads nowhere",
                    "Link to a page that exists.",
                    line_of(page, written),
                )


def _targets(page: Page) -> Iterator[tuple[str, str]]:
    for link in markdown.links(page.body):
        written = page.body[link.start : link.end]
        if link.kind == "wiki" and link.target:
            yield link.target.rsplit("/", 1)[-1].removesuffix(".md"), written
        elif link.kind == "inline" and "://" not in link.target:
            path = from_link(page.path, link.target.split("?")[0])
            if is_page(path):
                yield path.rsplit("/", 1)[-1].removesuffix(".md"), written
