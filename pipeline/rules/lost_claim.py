"""A page no longer says something that it said before, and no reason is given.

The wiki loses nothing silently. What counts are citations, numbers, links, and sentences that
people wrote and that no page of the change says any more in these or nearly these words. A sentence
of the program's own may be reworded; the proposal says so.

Bad:  an update that drops `[^gpt4-report-1]` and "8,192"
Good: the old value moved into the page's history, or dropped with a reason that the reviewer reads
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.core.findings.view import Spot, View
from pipeline.core.text import shorten
from pipeline.core.values import Hands, RunsIn, Scope, Severity
from pipeline.core.wiki.wiki import Wiki

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
RUNS_IN: RunsIn = ("draft", "compile", "check")


def check(view: View) -> Iterator[Spot]:
    # Imported here, because every lint imports all rules, and no lint runs this one.
    from pipeline.core.changes.page_losses import find_losses, find_unexplained

    if view.before is not None and view.hands is not None:
        yield from _lost_sentences(view, view.before, view.hands)
    for page in view.pages:
        old = view.page_before(page)
        if old is None or old.body == page.body:
            continue
        for loss in find_unexplained(find_losses(old, page), view.removes.get(page.path, ())):
            yield Spot(
                page.path,
                loss.what,
                f"{loss} is gone from the page, without a reason",
                "Keep it, or say in `removes` why it goes.",
            )


def _lost_sentences(view: View, before: Wiki, hands: Callable[[str], Hands]) -> Iterator[Spot]:
    """Yield what people wrote and no page of the change says any more, if no reason is given."""
    from pipeline.core.changes.lost_sentences import find_lost_sentences, select_of_people
    from pipeline.core.changes.page_losses import Loss, find_unexplained

    olds = [
        old
        for page in view.pages
        if (old := view.page_before(page)) is not None and old.body != page.body
    ]
    gone = find_lost_sentences(olds, view.pages)
    for old in olds:
        found = gone.get(old.path, [])
        removes = view.removes.get(old.path, ())
        left = [s for s in found if find_unexplained([Loss("sentence", s.words)], removes)]
        for sentence in select_of_people(left, old, before, hands(old.path)) if left else ():
            yield Spot(
                old.path,
                shorten(sentence.words, 80),
                f"{Loss('sentence', sentence.words)}, which a person wrote, is gone from the page,"
                " without a reason",
                "Keep its words, or name it by its first words in `removes`, with the reason why it"
                " goes.",
            )
