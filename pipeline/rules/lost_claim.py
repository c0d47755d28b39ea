"""A page said something before that it does not say after, and no reason was given: the wiki loses nothing silently.

Bad:  an update that drops `[^gpt4-report-1]` and "8,192"
Good: the old value moved into the page's history, or dropped with a reason that the reviewer reads
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.model import Scope, Severity
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "change"


def check(view: View) -> Iterator[Spot]:
    from pipeline.core.edits import losses, unexplained  # no lint runs this, and every lint imports all rules

    for page in view.pages:
        old = view.old(page)
        if old is None or old.body == page.body:
            continue
        for loss in unexplained(losses(old, page), view.removes.get(page.path, ())):
            yield Spot(
                page.path,
                loss.what,
                f"{loss} is gone from the page, without a reason",
                "Keep it, or say in `removes` why it goes.",
            )
