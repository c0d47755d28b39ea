"""Bring open pull requests of upkeep up to date: made again, else merged, else left to people.

One is made again from the verb and the arguments that its text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.adapters.github.client import GitHub
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.state import CONFLICT_LABEL, PullRequest, is_ours, read_marker
from pipeline.core.issues.issue import LINT_MARKER
from pipeline.core.upkeep import upkeep
from pipeline.core.upkeep.upkeep import UPKEEP_BRANCHES, Marked, Upkeep
from pipeline.operations.github.fix import FixContext, make_settling_again
from pipeline.operations.github.offer_upkeep import offer_upkeep
from pipeline.operations.github.open_proposals import subjects_by_people, tell_news
from pipeline.operations.github.report import ReportRow
from pipeline.operations.repository.due_lines import with_lines_of
from pipeline.operations.repository.merge_branches import merge_branches
from pipeline.operations.upkeep.upkeep import UpkeepProposal, make_upkeep, propose_upkeep

_DAY = re.compile(r"^## \[(\d{4}-\d{2}-\d{2})\] lint \| ", re.MULTILINE)


def open_upkeeps(hub: GitHub) -> Iterator[PullRequest]:
    """Yield the open pull requests of upkeep that are ours."""
    return (pull for pull in hub.pulls("open") if is_upkeep(pull, hub))


def is_upkeep(pull: PullRequest, hub: GitHub) -> bool:
    """Tell whether a pull request is an upkeep of ours."""
    return (
        is_ours(pull, hub.bots) and pull.same_repository and pull.head.startswith(UPKEEP_BRANCHES)
    )


def renew_upkeep(pull: PullRequest, context: FixContext, asked: bool) -> ReportRow:
    """Bring one up to date; somebody who `asked` is answered also where there was little to do."""
    ref, base = f"refs/heads/{pull.head}", context.snapshot.commit
    if pull.state != "open":
        tell_news(
            context.hub,
            pull.number,
            "This was merged or closed meanwhile; there is nothing to bring up to date.",
        )
        return ReportRow("ignored", (), pull.number, "it is not open")
    head = context.remote.fetch(ref).get(ref)
    if head is None:
        return ReportRow("ignored", (), pull.number, "its branch is gone")
    if context.repo.merge_base(base, head) == base:
        return _unmark_conflict(
            pull,
            "Nothing had to be done: it stands on the default branch as it is.",
            context,
            asked,
        )
    why = "people have committed to its branch"
    if not subjects_by_people(
        pull.head, context.hub.default_branch(), context.repo, context.remote
    ):
        try:
            return _make_anew(pull, head, context, asked)
        except UserError as error:
            why = error.message
    return _merge_default_branch(pull, head, why, context, asked)


def _make_anew(pull: PullRequest, head: str, context: FixContext, asked: bool) -> ReportRow:
    """Make it again on the newer wiki, with its own day; keep it where a merge gives the same."""
    marked = upkeep.read_upkeep_marker(pull.body)
    if (
        marked is None
        or not marked.arguments
        or upkeep.branch_of_upkeep(_upkeep_by_name(marked)) != pull.head
    ):
        raise UserError("it cannot be made again from what its text says")
    try:
        made = _make_from_marker(marked, context)
        snapshot = with_lines_of(context.snapshot, head)
        proposal = propose_upkeep(made, snapshot, _day_of_branch(head, context))
    except NothingNew:
        if (
            CONFLICT_LABEL.name in pull.labels
            and not context.repo.merge_tree(context.snapshot.commit, head)[1]
        ):
            context.hub.unlabel(pull.number, CONFLICT_LABEL.name)
        tell_news(
            context.hub,
            pull.number,
            "The default branch says all this already: there is nothing left to merge. Close this.",
        )
        return ReportRow("held", (), pull.number, "nothing is left of it")
    if _merges_to_same(proposal, head, context):
        return _unmark_conflict(
            pull, "Nothing had to be done: this merges as it is.", context, asked
        )
    offer_upkeep(proposal, context.hub, context.remote, context.repo, context.run)
    _unmark_conflict(
        pull, "The default branch has changed, so this was made again on it.", context, True
    )
    return ReportRow("renewed", (), pull.number, "it was made again on the newer wiki")


def _upkeep_by_name(marked: Marked) -> Upkeep:
    return Upkeep(marked.verb, marked.name, "", "", {})


def _make_from_marker(marked: Marked, context: FixContext) -> Upkeep:
    """Make the upkeep again. What it is about stays what it was, so that the branch does."""
    made = (
        make_settling_again(marked, context)
        if marked.verb == "settle"
        else make_upkeep(marked.verb, marked.arguments, context.snapshot)
    )
    if upkeep.branch_of_upkeep(made) != upkeep.branch_of_upkeep(_upkeep_by_name(marked)):
        raise UserError("it would be about something else now")
    return replace(made, closes=marked.closes if _is_of_lint(marked.closes, context) else 0)


def _is_of_lint(number: int, context: FixContext) -> bool:
    """Tell whether merging may close this issue: only one that the lint opened.

    A marker can be made to name any issue.
    """
    issue = context.hub.issue(number) if number > 0 else None
    return (
        issue is not None
        and is_ours(issue, context.hub.bots)
        and read_marker(LINT_MARKER, issue.body) is not None
    )


def _day_of_branch(head: str, context: FixContext) -> str:
    """Return the day under which the log of the branch has it."""
    blob = next(iter(context.repo.tree(head, LOG_PATH)), None)
    days = _DAY.findall(context.repo.read(blob.sha).decode("utf-8", "replace")) if blob else []
    return str(days[-1]) if days else context.day


def _merges_to_same(proposal: UpkeepProposal, head: str, context: FixContext) -> bool:
    """Tell whether merging the branch as it is gives what making it again would."""
    tree, conflicts = context.repo.merge_tree(context.snapshot.commit, head)
    files = {f.path: f.after for f in proposal.files}
    return not conflicts and context.repo.write_tree(context.snapshot.commit, files) == tree


def _merge_default_branch(
    pull: PullRequest, head: str, why: str, context: FixContext, asked: bool
) -> ReportRow:
    """Merge the default branch into it where code can; else say once that a person must."""
    found = merge_branches(context.repo, context.snapshot.commit, head, at_base=context.snapshot)
    if found.kind == "clean":
        return _unmark_conflict(
            pull, "Nothing had to be done: this merges as it is.", context, asked
        )
    if found.kind == "mended":
        context.remote.push({f"refs/heads/{pull.head}": (found.commit, head)})
        _unmark_conflict(
            pull,
            "Brought up to date: only bookkeeping was in conflict, and it was made anew.",
            context,
            asked,
        )
        return ReportRow(
            "renewed", (), pull.number, "only bookkeeping was in conflict; it was made anew"
        )
    if CONFLICT_LABEL.name not in pull.labels:
        context.hub.label(pull.number, CONFLICT_LABEL.name)
    where = ", ".join(make_code(path) for path, _ in found.conflicts[:5])
    text = (
        f"The default branch and this branch changed the same words of {where}, and nothing was"
        f" done: {make_inert(why)}. "
    )
    tell_news(
        context.hub,
        pull.number,
        text + "Merge the default branch by hand, or close this and ask for it anew.",
    )
    return ReportRow("held", (), pull.number, why)


def _unmark_conflict(pull: PullRequest, text: str, context: FixContext, asked: bool) -> ReportRow:
    """Take off the label of a conflict, and correct what was said of it."""
    marked = CONFLICT_LABEL.name in pull.labels
    if marked:
        context.hub.unlabel(pull.number, CONFLICT_LABEL.name)
    if marked or asked:
        tell_news(context.hub, pull.number, text)
    return ReportRow("unchanged", (), pull.number)
