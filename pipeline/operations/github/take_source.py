"""Take the wish for a source from GitHub, and start the workflow that fetches it."""

from __future__ import annotations

from pipeline.adapters.github.client import GitHub
from pipeline.core.github.state import WRITERS
from pipeline.core.sources.source_request import addresses_of_issue
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.report import ReportRow

_NO_FORM = (
    "`/add` belongs on an issue of the form *Add a source* whose first field has an address or an"
    " attached file."
)


def take_source(number: int, comment: int, author: str, hub: GitHub, on_pull: bool) -> ReportRow:
    """Start the workflow for an issue of the form, if who opened it, or typed `/add`, may write.

    To others who open one nothing is said: the issue stays as a suggestion, for somebody who may.
    """
    if hub.permission(author) not in WRITERS:
        if comment:
            hub.react(comment, "confused")
        return ReportRow("ignored", (), number, f"{author} has no write access")
    issue = None if on_pull else hub.issue(number)
    if issue is None or not addresses_of_issue(issue.body):
        if comment:
            tell_news(hub, number, _NO_FORM)
        return ReportRow("ignored", (), number, "no address of a source")
    if comment:
        hub.react(comment, "eyes")
    else:
        hub.react_to_issue(number, "eyes")
    inputs = {"issue": str(number), "comment": str(comment)}
    hub.dispatch("add.yml", hub.default_branch(), inputs)
    return ReportRow("asked", (), number, "a source")
