"""Leave out the results of a run that were settled while it worked."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.operations.github.open_proposals import OurPullRequest, find_last_closed, is_rejection
from pipeline.operations.github.publish_context import PublishContext
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Result
from pipeline.operations.repository.near_snapshot import take_near_snapshot


def drop_settled(
    results: Sequence[Result], open_: Sequence[OurPullRequest], context: PublishContext
) -> list[Result]:
    """Leave out results that were settled meanwhile: a run may be long, or an old one run again."""
    shas = {e.source: (e.key, e.sha256) for e in context.queue.entries}
    by_source = {x.path: known for known in reversed(open_) for x in known.mark.dropped}
    by_source |= {path: known for known in reversed(open_) for path in known.sources}
    latest = {**find_last_closed(context.hub, shas.keys() - by_source.keys()), **by_source}
    late = {}
    for path, (key, sha256) in shas.items():
        known = latest.get(path)
        if known and (why := _why_too_late(known, path, sha256, context)):
            late[key] = why
            context.rows.append(ReportRow("ignored", (path,), known.pull.number, why))
    return [result for result in results if result.key not in late]


def _why_too_late(known: OurPullRequest, path: str, sha256: str, context: PublishContext) -> str:
    """Return why a result comes too late, or ""."""
    if path not in known.sources:
        mine = any(e.source == path and e.pull == known.pull.number for e in context.queue.entries)
        left_out = is_rejection(known, path, sha256) and (mine or not context.queue.force)
        return "a reviewer left it out" if left_out else ""
    theirs, ours = (int(run) if run.isdecimal() else 0 for run in (known.run, context.run))
    if theirs > ours > 0:
        return "a later run has compiled it"
    if known.pull.state == "closed" and theirs == ours > 0:
        return "the pull request of this run was merged or closed"
    if (
        known.pull.merged
        and known.sources[path] == sha256
        and _compiled_since(path, sha256, context)
    ):
        return "its pull request was merged meanwhile"
    return (
        "its pull request was closed"
        if not context.queue.force and is_rejection(known, path, sha256)
        else ""
    )


def _compiled_since(path: str, sha256: str, context: PublishContext) -> bool:
    """Tell whether the default branch of now, unlike that of the run, holds the source."""
    ref = f"refs/heads/{context.hub.default_branch()}"
    now = context.remote.fetch(ref).get(ref, context.queue.base)
    if now == context.queue.base:
        return False
    record = take_near_snapshot(context.snapshot, now).wiki.records.get(path)
    return record is not None and record.record.get("sha256") == sha256
