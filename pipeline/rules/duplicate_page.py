"""Two pages for one thing: a title or alias that another page already answers to (singular and plural count as one).

Bad:  `Context windows` beside a page `Context window`
Good: one page, with the other name among its `aliases`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.model import Scope, Severity
from pipeline.core.text import same_thing
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"


def check(view: View) -> Iterator[Spot]:
    wanted = {same_thing(str(page.meta.get("title") or page.slug)): page for page in view.pages}
    for facts in view.wiki.facts.values():
        for key in facts.things:
            page = wanted.get(key)
            if page is not None and page.path != facts.path:
                message = f"{page.meta.get('title')!r} is also a name of {facts.path}"
                yield Spot(page.path, facts.path, message, "Update that page, or give this one another title.")
