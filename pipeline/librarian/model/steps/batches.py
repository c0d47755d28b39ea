"""Divide the pages of one source into those that are written in one request."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.librarian.model.steps.writing_task import WritingTask

MOST_PAGES = 12  # in one request
# Characters that a reply with several pages may be expected to have, some 7,000 tokens, of 16,000.
MOST_WRITTEN = 24_000
MOST_SHOWN = 24_000  # characters of existing pages in one request
# Characters that a reply has, as seen in runs: for a page, and for each of its claims.
_FOR_A_PAGE, _FOR_A_CLAIM = 400, 120
_SHARE_REWRITTEN = 4  # of an existing page about a fourth comes back in edits


def divide_into_batches(tasks: Iterable[WritingTask]) -> list[list[WritingTask]]:
    """Return the tasks in groups of those that share a request, each group in their order.

    A page that takes more than half of what a reply may hold stands alone, and so does one about
    which reviewers wish something.
    """
    batches: list[list[WritingTask]] = []
    filling: list[WritingTask] = []  # the batch that takes more pages
    written = shown = 0
    for task in tasks:
        reply, text = _size_of_reply(task), len(task.page.body) if task.page else 0
        if task.wishes is not None or 2 * reply > MOST_WRITTEN or 2 * text > MOST_SHOWN:
            batches.append([task])
            continue
        full = written + reply > MOST_WRITTEN or shown + text > MOST_SHOWN
        if not filling or full or len(filling) == MOST_PAGES:
            filling, written, shown = [], 0, 0
            batches.append(filling)
        filling.append(task)
        written, shown = written + reply, shown + text
    return batches


def _size_of_reply(task: WritingTask) -> int:
    old = len(task.page.body) // _SHARE_REWRITTEN if task.page else 0
    return _FOR_A_PAGE + _FOR_A_CLAIM * len(task.claims) + old
