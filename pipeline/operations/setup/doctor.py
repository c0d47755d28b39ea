"""Keep the doctor's one issue: open while something is wrong, closed when all is well."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.adapters.github.client import GitHub
from pipeline.core.github.state import SETUP_LABEL, Issue, is_ours, read_marker
from pipeline.core.issues.checklist import (
    CHECKLIST_MARKER,
    CHECKLIST_TITLE,
    ChecklistItem,
    digest_failing,
    read_failing,
    write_issue,
)
from pipeline.core.text import counted
from pipeline.operations.github.report import ReportRow
from pipeline.operations.setup.start_pending import standing_of_start

_SAID_ELSEWHERE = "Another issue says this: #{}."


def renew_issue(
    hub: GitHub, items: Sequence[ChecklistItem], day: str, in_actions: bool
) -> ReportRow:
    """Bring the issue in step with what was found, and return what became of it.

    It is opened, edited or closed, and never there twice. Where somebody closed it as not planned,
    it stays closed until something new is wrong.
    """
    us = hub.bots if in_actions else hub.our_logins()
    found = [*hub.issues(SETUP_LABEL.name, "all")]
    open_, closed = _our_issues(found, hub, us)
    if any(item.key == "example" and item.state == "bad" for item in items):
        standing = standing_of_start(hub, found, day)
        if standing == "pending" and not open_:
            return ReportRow("held", said="*Start our wiki* says what is missing.")
        if standing == "declined":  # the example stays, as somebody wished
            items = [item for item in items if item.key != "example"]
    wrong = digest_failing(items)
    if open_:
        return _renew_open_issue(hub, open_, items, day)
    if closed and closed.state_reason == "not_planned" and _is_muted(closed, items):
        return _remember_muted(hub, closed, items, day)
    if not wrong:
        return ReportRow("unchanged", said="Nothing that is needed is missing.")
    text = write_issue(items, wrong, _repository_address(hub), day)
    if closed and not closed.locked:
        hub.update_issue(
            closed.number, title=CHECKLIST_TITLE, body=text, state="open", reason="reopened"
        )
        return ReportRow(
            "renewed", number=closed.number, said=f"opened again: {_count_wrong(wrong)}"
        )
    made = hub.create_issue(CHECKLIST_TITLE, text, [SETUP_LABEL.name])
    return _give_way_to_first(hub, made, us, wrong)


def _our_issues(
    listed: Sequence[Issue], hub: GitHub, us: frozenset[str]
) -> tuple[list[Issue], Issue | None]:
    """Return our open issues, the one to keep first, and the latest of the closed ones.

    The bot's go before a person's, which runs on GitHub do not trust.
    """
    found = [
        i for i in listed if is_ours(i, us) and read_marker(CHECKLIST_MARKER, i.body) is not None
    ]
    found.sort(key=lambda issue: (issue.author not in hub.bots, issue.number))
    closed = [issue for issue in found if issue.state == "closed"]
    latest = max(closed, key=lambda issue: (issue.author in hub.bots, issue.number), default=None)
    return [issue for issue in found if issue.state == "open"], latest


def _renew_open_issue(
    hub: GitHub, open_: Sequence[Issue], items: Sequence[ChecklistItem], day: str
) -> ReportRow:
    issue, *twins = open_
    _close_twins(hub, twins, issue.number)
    wrong = digest_failing(items)
    text = write_issue(items, wrong, _repository_address(hub), day)
    if not wrong and not any(item.state == "unseen" for item in items):
        hub.update_issue(issue.number, body=text, state="closed", reason="completed")
        return ReportRow("closed", number=issue.number, said="Everything that is needed is there.")
    if (issue.title, issue.body.strip()) == (CHECKLIST_TITLE, text):
        return ReportRow("unchanged", number=issue.number, said=_count_wrong(wrong))
    hub.update_issue(issue.number, title=CHECKLIST_TITLE, body=text)
    return ReportRow("renewed", number=issue.number, said=_count_wrong(wrong))


def _is_muted(issue: Issue, items: Sequence[ChecklistItem]) -> bool:
    """Tell whether whoever closed the issue as not planned knew all that is wrong now."""
    known = read_failing(read_marker(CHECKLIST_MARKER, issue.body))
    return digest_failing(items).items() <= known.items()


def _remember_muted(
    hub: GitHub, issue: Issue, items: Sequence[ChecklistItem], day: str
) -> ReportRow:
    """Forget, in a muted issue, what is mended: if it breaks again, that is news."""
    known = read_failing(read_marker(CHECKLIST_MARKER, issue.body))
    wrong, unseen = digest_failing(items), {item.key for item in items if item.state == "unseen"}
    left = {key: value for key, value in known.items() if key in wrong or key in unseen}
    if left != known:
        hub.update_issue(issue.number, body=write_issue(items, left, _repository_address(hub), day))
    return ReportRow(
        "held",
        number=issue.number,
        said=f"somebody closed it as not planned: {_count_wrong(wrong)}",
    )


def _give_way_to_first(
    hub: GitHub, made: Issue, us: frozenset[str], wrong: dict[str, str]
) -> ReportRow:
    """Give way to a run that opened one at the same time.

    Whoever looks last sees both, and the earlier one stays.
    """
    listed = [*hub.issues(SETUP_LABEL.name, "all")]
    first, *twins = _our_issues(listed, hub, us)[0] or [made]
    _close_twins(hub, twins, first.number)
    return ReportRow("opened", number=first.number, said=_count_wrong(wrong))


def _close_twins(hub: GitHub, twins: Sequence[Issue], kept: int) -> None:
    """Close issues that say the same, without their marker.

    So they are never taken for one that a person closed.
    """
    for twin in twins:
        hub.update_issue(
            twin.number, body=_SAID_ELSEWHERE.format(kept), state="closed", reason="not_planned"
        )


def _repository_address(hub: GitHub) -> str:
    return f"{hub.server}/{hub.repository}"


def _count_wrong(wrong: dict[str, str]) -> str:
    return f"{counted(len(wrong), 'thing')} to do"
