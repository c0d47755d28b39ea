"""`wiki publish`: turn results of the reading jobs into pull requests, and failures into issues.

Each result is laid over the wiki and checked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.groups import group_changes
from pipeline.core.errors import UserError
from pipeline.core.github.state import LABELS
from pipeline.operations.github import failure_issues
from pipeline.operations.github.conditions import Conditions
from pipeline.operations.github.drop_source import DropContext
from pipeline.operations.github.late_results import drop_settled
from pipeline.operations.github.offer_changes import offer_changes, remake_pull_request
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    list_our_pull_requests,
    sources_by_commits,
)
from pipeline.operations.github.publish_context import (
    PublishContext,
    compiled_sources,
    note_failure,
    paths_of,
)
from pipeline.operations.github.queue import NEW_STACK, Queue
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Result
from pipeline.operations.github.serve_ticks import sweep_ticks
from pipeline.operations.github.stopped_issue import renew_stopped_issue
from pipeline.operations.github.tell_reviewers import (
    answer_who_asked,
    leave_to_people,
    say_what_holds,
    take_questions_to_pulls,
)

MOST_SOURCES = 100  # sources in one pull request: nobody could review more


def publish_results(
    results: Sequence[Result], strange: Iterable[str], context: PublishContext
) -> list[ReportRow]:
    """Offer every change set that holds as a pull request, and report every failure in an issue.

    In this order: results that were settled meanwhile are left out; failures are noted; change sets
    that belong together (one pull request's, or new ones that touch the same pages) are laid one on
    another on the commit that the run worked on, checked as when they were made, and pushed as one
    branch; last come the issues of failures and the status comments. Everything is found again by
    what GitHub shows, so a run that was cut off, or runs twice, ends in the same place. One
    source's trouble is its own: it becomes a row, and the others go on.
    """
    context.hub.ensure_labels(LABELS)
    context.heads = context.remote.heads("refs/heads/wiki/compile/", "refs/wiki/proposals/")
    context.taken = {pull.head for pull in context.hub.pulls("open") if pull.same_repository}
    unmarked = sources_by_commits(
        context.snapshot.repo,
        context.remote,
        context.hub.default_branch(),
        context.snapshot.source_paths,
    )
    open_ = list(list_our_pull_requests(context.hub, "open", unmarked))
    by_source = {path: known for known in reversed(open_) for path in known.sources}
    context.rows += [ReportRow("trouble", (), 0, f"ignored: {name}") for name in strange]
    results = drop_settled(results, open_, context)
    for result in results:
        if result.failure:
            note_failure(result.failure, context)
    fresh: dict[int, list[ChangeSet]] = {}
    for group in _group_offers(results, context.queue):
        for part, known in _divide_by_pull_request(group, by_source):
            if known and known.mark.stale:
                fresh.setdefault(known.pull.number, []).extend(part)
            else:
                _try(partial(offer_changes, part, known, context), part, known, context)
    for known in open_:
        part = fresh.get(known.pull.number, [])
        if known.mark.stale:
            _try(partial(remake_pull_request, part, known, context), part, known, context)
    leave_to_people(by_source, context)
    for_issues = take_questions_to_pulls(by_source, context)
    context.rows += failure_issues.renew_failure_issues(
        context.hub, for_issues, compiled_sources(context), context.snapshot, context.places()
    )
    context.rows += renew_stopped_issue(
        context.hub, context.stopped, bool(compiled_sources(context)), context.places()
    )
    site = DropContext(context.hub, context.snapshot.repo, context.remote)
    context.rows += sweep_ticks(site, context.queue.date)
    # Some of them offer other sources by now than they did before.
    now = list(list_our_pull_requests(context.hub, "open", unmarked))
    say_what_holds(
        Conditions(now, context.snapshot, context.hub, context.remote),
        answer_who_asked(context),
        context,
    )
    _refresh_if_base_moved(context)
    return context.rows


def _try(
    step: Callable[[], None],
    changes: Sequence[ChangeSet],
    known: OurPullRequest | None,
    context: PublishContext,
) -> None:
    try:
        step()
    except UserError as error:
        number = known.pull.number if known else 0
        context.rows.append(ReportRow("trouble", paths_of(changes), number, str(error)))


def _group_offers(results: Sequence[Result], queue: Queue) -> list[list[ChangeSet]]:
    """Return the change sets that go together: those of one pull request, or of the same pages."""
    stacks = {e.source: e.stack for e in queue.entries}
    found: dict[str, list[ChangeSet]] = {}
    for result in results:
        if result.change:
            found.setdefault(stacks[result.change.source.path], []).append(result.change)
    whole = [
        g
        for name, changes in found.items()
        for g in (group_changes(changes) if name == NEW_STACK else [changes])
    ]
    return [g[i : i + MOST_SOURCES] for g in whole for i in range(0, len(g), MOST_SOURCES)]


def _divide_by_pull_request(
    group: list[ChangeSet], by_source: Mapping[str, OurPullRequest]
) -> list[tuple[list[ChangeSet], OurPullRequest | None]]:
    """Divide a group by the pull requests that are open by now.

    A rerun finds those that the run before has opened.
    """
    found: dict[int, list[ChangeSet]] = {}
    for change in group:
        known = by_source.get(change.source.path)
        found.setdefault(known.pull.number if known else 0, []).append(change)
    if len(found) == 2 and 0 in found:  # what leans on an open pull request joins it
        found = {max(found): [c for part in found.values() for c in part]}
    numbers = {known.pull.number: known for known in by_source.values()}
    return [(changes, numbers.get(number)) for number, changes in found.items()]


def _refresh_if_base_moved(context: PublishContext) -> None:
    """Start the refresh job where the default branch moved while the run worked on the old one."""
    name = context.hub.default_branch()
    now = context.remote.heads(f"refs/heads/{name}").get(f"refs/heads/{name}")
    if (
        now
        and now != context.queue.base
        and any(r.state in ("opened", "renewed") for r in context.rows)
    ):
        context.hub.dispatch("refresh.yml", name, {})
