"""Take the wish for an output from GitHub, and start the workflow that makes it."""

from __future__ import annotations

from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import LABELS, MAKE_LABEL, WRITERS
from pipeline.core.reports.wanted_output import wanted_by_issue
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.report import ReportRow
from pipeline.outputs import KINDS


def take_making(number: int, comment: int, author: str, hub: GitHub, on_pull: bool) -> ReportRow:
    """Start the workflow for an issue of the form, if who opened it, or typed `/make`, may write.

    To others who open one nothing is said: the issue stays as a wish, for somebody who may.
    """
    if hub.permission(author) not in WRITERS:
        if comment:
            hub.react(comment, "confused")
        return ReportRow("ignored", (), number, f"{author} has no write access")
    issue = None if on_pull else hub.issue(number)
    try:
        if issue is None:
            raise UserError("`/make` belongs on an issue of the form *Make of the wiki*.")
        wanted_by_issue(issue.body, KINDS)
    except UserError as error:
        if comment:
            tell_news(hub, number, make_inert(str(error)))
        return ReportRow("ignored", (), number, error.message)
    if comment:
        hub.react(comment, "eyes")
    else:
        hub.react_to_issue(number, "eyes")
    if MAKE_LABEL.name not in issue.labels:
        hub.ensure_labels(LABELS)
        hub.label(number, MAKE_LABEL.name)
    inputs = {"issue": str(number), "comment": str(comment)}
    hub.dispatch("make.yml", hub.default_branch(), inputs)
    return ReportRow("asked", (), number, "an output")
