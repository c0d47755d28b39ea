"""`wiki offer`: offer what was fetched as a pull request that only adds files under `raw/`.

A person's merge makes a file a source, as it always is; the compile reads it then, and proposes
pages. So nothing is paid for what nobody wants, and a source is looked at before its pages are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import PullRequest, is_ours
from pipeline.core.sources.source_request import (
    LeftOutAddress,
    OfferedFile,
    WantedAddress,
    branch_of_request,
    left_out_as_line,
    request_body,
    request_title,
)
from pipeline.operations.add.addition import Addition, GivenFile
from pipeline.operations.add.plan_additions import AdditionPlanner
from pipeline.operations.github.fetch_sources import take_handed_over
from pipeline.operations.github.open_proposals import subjects_by_people, tell_news
from pipeline.operations.github.report import ReportRow, RowState
from pipeline.operations.github.wanted_sources import wanted_addresses
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.repository.working_tree import WorkingTree


@dataclass(frozen=True)
class OfferContext:
    """Where an offer is made: the wiki at a commit, GitHub, and the day."""

    snapshot: Snapshot
    hub: GitHub
    remote: Remote
    day: str


def offer_sources(issue: int, comment: int, folder: Path, context: OfferContext) -> list[ReportRow]:
    """Offer the files that the job which fetches handed over, and say on the issue what came of it.

    They are looked at as `wiki add` looks at files: read, held against copies and credentials, and
    given free names.
    """
    hub = context.hub
    try:
        wanted = wanted_addresses(issue, comment, hub, context.snapshot)
        if not wanted:
            return _nothing_new(issue, context)
        given, left_out = take_handed_over(folder, wanted, context.day)
        additions, refused = _plan(given, context)
        left_out += refused
        if not additions:
            return _say_left_out(issue, left_out, context)
        return [_offer(issue, wanted, additions, left_out, context)]
    except UserError as error:
        if issue:
            tell_news(hub, issue, f"That did not work: {make_inert(str(error))}")
        return [ReportRow("trouble", (), issue, str(error))]


def _nothing_new(issue: int, context: OfferContext) -> list[ReportRow]:
    if issue:
        tell_news(
            context.hub,
            issue,
            "Nothing had to be fetched: it is stored under `raw/` already, or an open pull request"
            " offers it.",
        )
    return [ReportRow("unchanged", (), issue, "nothing is to be fetched")]


def _say_left_out(
    issue: int, left_out: Sequence[LeftOutAddress], context: OfferContext
) -> list[ReportRow]:
    if issue:
        rows = "\n".join(map(left_out_as_line, left_out))
        tell_news(context.hub, issue, f"Nothing was added:\n\n{rows}")
    return [ReportRow("ignored", (row.address,), issue, row.why) for row in left_out]


def _plan(
    given: Sequence[GivenFile], context: OfferContext
) -> tuple[list[Addition], list[LeftOutAddress]]:
    tree = WorkingTree(context.snapshot.commit, context.snapshot, ())
    planned = [*AdditionPlanner(tree).plan(given)]
    added = [a for a in planned if a.state == "added"]
    others = [
        LeftOutAddress(
            a.given.told,
            f"it is there already, as {a.path}." if a.state == "there" else f"{a.note} {a.hint}",
        )
        for a in planned
        if a.state != "added"
    ]
    return added, others


def _offer(
    issue: int,
    wanted: Sequence[WantedAddress],
    additions: Sequence[Addition],
    left_out: Sequence[LeftOutAddress],
    context: OfferContext,
) -> ReportRow:
    hub, branch = context.hub, branch_of_request(issue, wanted)
    files = [_offered(a) for a in additions]
    title, body = request_title(files), request_body(files, left_out, issue, context.day)
    known = next((p for p in hub.pulls("open", branch) if is_ours(p, hub.bots)), None)
    _push(branch, f"{title}\n", additions, known, context)
    pull = known or hub.create_pull(title, body, branch, hub.default_branch())
    if pull.title != title or pull.body.split() != body.split():
        hub.update_pull(pull.number, title=title, body=body)
    if issue:
        rows = "\n".join(map(left_out_as_line, left_out))
        rest = f"\n\nNot added:\n\n{rows}" if left_out else ""
        tell_news(
            hub,
            issue,
            f"#{pull.number} adds it under `raw/`. Once that is merged, the next compile reads it,"
            f" and this issue closes.{rest}",
        )
    state: RowState = "renewed" if known else "opened"
    return ReportRow(state, tuple(f.path for f in files), pull.number, title)


def _offered(addition: Addition) -> OfferedFile:
    given = addition.given
    return OfferedFile(
        addition.path,
        given.told,
        len(given.data or b""),
        addition.source.title if addition.source else "",
        tuple(line for line in addition.note.split("\n") if line),
    )


def _push(
    branch: str,
    message: str,
    additions: Sequence[Addition],
    known: PullRequest | None,
    context: OfferContext,
) -> None:
    """Move the branch to a commit with the new files, unless it holds just these.

    `UserError` where a person has committed there.
    """
    repo, ref = context.snapshot.repo, f"refs/heads/{branch}"
    tip = context.remote.fetch(ref).get(ref)
    onto = context.hub.default_branch()
    if tip and (people := subjects_by_people(branch, onto, repo, context.remote)):
        where = f" (#{known.number})" if known else ""
        raise UserError(
            f"The branch {branch}{where} holds commits by people ({people[0]!r}), which are never"
            " overwritten.",
            "Merge it, or close it and delete the branch, then ask again.",
        )
    files = {path: data for a in additions for path, data in a.files}
    commit = repo.commit(context.snapshot.commit, files, message)
    if tip is None or repo.tree_of(tip) != repo.tree_of(commit):
        context.remote.push({ref: (commit, tip)})
