"""Tell the doctor whether *Start our wiki* is still being answered, which says what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pipeline.adapters.github.client import GitHub
from pipeline.core.github.state import Issue, is_ours, read_marker
from pipeline.core.setup.start_issue import START_BRANCH, START_MARKER

# pending: it is open, or about to be; declined: somebody closed it, and keeps the example
StartStanding = Literal["none", "pending", "declined"]


def standing_of_start(hub: GitHub, issues: Iterable[Issue], day: str) -> StartStanding:
    """Return where *Start our wiki* stands; `issues` are those with the doctor's label.

    On the day on which a repository is made, the workflow that asks may be still on its way.
    """
    found = [
        issue
        for issue in issues
        if is_ours(issue, hub.bots) and read_marker(START_MARKER, issue.body) is not None
    ]
    if any(issue.state == "open" for issue in found):
        return "pending"
    if found:
        return "pending" if any(hub.pulls("open", START_BRANCH)) else "declined"
    return "pending" if hub.about().created[:10] == day else "none"
