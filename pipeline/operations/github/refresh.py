"""`wiki refresh`: bring our open pull requests up to the default branch, without a model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.bookkeeping.affected_pages import find_affected_pages, find_stale_pages
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.places import Places
from pipeline.core.github.state import (
    CONFLICT_LABEL,
    LABELS,
    LOOK_AGAIN_LABEL,
    PullRequest,
)
from pipeline.core.github.status_comment import Topic
from pipeline.core.values import FileChange
from pipeline.operations.compile.check_pages import file_faults
from pipeline.operations.compile.propose import write_text
from pipeline.operations.compile.replay import Stack, lay_change_sets
from pipeline.operations.github import failure_issues
from pipeline.operations.github.compile_wish import Wish
from pipeline.operations.github.conditions import Conditions
from pipeline.operations.github.drop_source import DropContext
from pipeline.operations.github.fix import FixContext, find_safe_fixes, own_claim_index
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    Unmarked,
    body_without_versions,
    list_our_pull_requests,
    read_kept_changes,
    recognise_ours,
    renew_status_comment,
    sources_by_commits,
    tell_news,
)
from pipeline.operations.github.plan_queue import plan_queue
from pipeline.operations.github.renew_upkeep import is_upkeep, open_upkeeps, renew_upkeep
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.serve_ticks import sweep_ticks
from pipeline.operations.repository.due_lines import with_lines_of
from pipeline.operations.repository.merge_branches import MergeResult, merge_branches
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot


@dataclass
class RefreshContext:
    """Where a refresh works: the repository, GitHub, and the tip of the default branch."""

    repo: Repository
    hub: GitHub
    remote: Remote
    base: str
    date: str
    run: str = ""  # the number of the workflow run
    compiles: bool = False  # whether what started this starts the compile workflow as well
    # The paragraphs for the status comment of the pull request at hand.
    said: dict[Topic, str] = field(default_factory=dict)

    def places(self, branch: str) -> Places:
        """Return the addresses that the text of a branch's pull request needs."""
        return Places(f"{self.hub.server}/{self.hub.repository}", self.base, branch, self.run)

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return the default branch as a snapshot."""
        return take_snapshot(self.repo, self.base)

    @cached_property
    def unmarked(self) -> Unmarked:
        """Return what knows a pull request of ours that has lost its marker."""
        return sources_by_commits(
            self.repo, self.remote, self.hub.default_branch(), self.snapshot.source_paths
        )

    @cached_property
    def conditions(self) -> Conditions:
        """Return what holds of our open pull requests."""
        return Conditions(
            list(list_our_pull_requests(self.hub, "open", self.unmarked)),
            self.snapshot,
            self.hub,
            self.remote,
        )


def refresh_pull_requests(site: RefreshContext, number: int = 0) -> list[ReportRow]:
    """Bring our open pull requests up to date, or only the one that a reviewer asked for.

    For each the cheapest that helps is done. Where git merges it as it is, nothing, unless a
    reviewer asked: a push that nobody needs dismisses approvals. Where only bookkeeping is in
    conflict, a merge commit that renews it. Where words are in conflict, the kept change sets are
    laid over the newer wiki; where one of them does not fit, a compile is started and the pull
    request labelled until it comes. A branch on which a person has committed is never replaced: its
    status comment says what to do. Each pull request is on its own; trouble with one becomes a row.
    """
    site.hub.ensure_labels(LABELS)
    rows: list[ReportRow] = []
    if number and is_upkeep(pull := site.hub.pull(number), site.hub):
        return [_renew_one_upkeep(pull, site, asked=True)]
    if not number:
        rows += sweep_ticks(DropContext(site.hub, site.repo, site.remote), site.date)
    for known in _wanted_pull_requests(site, number):
        try:
            rows += _refresh_one(known, site, bool(number))
        except UserError as error:
            rows.append(ReportRow("trouble", tuple(known.sources), known.pull.number, str(error)))
            if number:
                tell_news(site.hub, number, f"That did not work: {make_inert(str(error))}")
    if not number:
        rows += [_renew_one_upkeep(pull, site, asked=False) for pull in open_upkeeps(site.hub)]
        rows += failure_issues.close_settled_issues(site.hub, site.snapshot)
        rows += [] if site.compiles else _compile_what_waits(site)
    return rows


def _renew_one_upkeep(pull: PullRequest, site: RefreshContext, asked: bool) -> ReportRow:
    context = FixContext(
        site.snapshot,
        site.hub,
        site.remote,
        site.repo,
        site.date,
        own_claim_index(),
        find_safe_fixes,
        site.run,
    )
    try:
        return renew_upkeep(pull, context, asked)
    except UserError as error:
        if asked:
            tell_news(site.hub, pull.number, f"That did not work: {make_inert(str(error))}")
        return ReportRow("trouble", (), pull.number, str(error))


def _wanted_pull_requests(site: RefreshContext, number: int) -> list[OurPullRequest]:
    if not number:
        return [*site.conditions.open_]
    known = recognise_ours(site.hub.pull(number), site.hub.bots, site.unmarked)
    if known is None:
        raise UserError(
            f"#{number} is not a pull request of this program.",
            "Give the number of one that a compile opened.",
        )
    return [known]


def _refresh_one(known: OurPullRequest, site: RefreshContext, asked: bool) -> list[ReportRow]:
    """Bring one pull request up to date, and its status comment.

    A reviewer who `asked` is answered also where there was little to do.
    """
    number, sources = known.pull.number, tuple(known.sources)
    if known.pull.state != "open":
        tell_news(
            site.hub,
            number,
            "This was merged or closed meanwhile; there is nothing to bring up to date.",
        )
        return [ReportRow("ignored", sources, number, "it is not open")]
    gone = not {*sources} & {*site.snapshot.source_paths}
    if gone and not site.conditions.people(known):
        return [_close_without_sources(known, site)]
    site.said = {**site.conditions.paragraphs_of(known), "conflict": "", "gone": ""}
    rows = [_merge_default_branch(known, site, asked, gone)]
    if gone:
        site.said["gone"] = _say_gone(known, bool(site.said["conflict"]))
        rows.append(
            ReportRow("held", sources, number, "its source is gone, and people have committed here")
        )
    if other := site.conditions.double_of(known):
        rows.append(ReportRow("held", sources, number, f"#{other} is about the same source"))
    renew_status_comment(site.hub, number, site.said)
    return rows


def _merge_default_branch(
    known: OurPullRequest, site: RefreshContext, asked: bool, gone: bool
) -> ReportRow:
    """Merge the default branch into a pull request's branch where that takes no person.

    Quotes of a source that is `gone` are not found once this is merged. That is no conflict, for
    the status comment says that the source is gone.
    """
    ref, number, sources = f"refs/heads/{known.pull.head}", known.pull.number, tuple(known.sources)
    head = site.remote.fetch(ref).get(ref)
    if head is None:
        return ReportRow("ignored", sources, number, "its branch is gone")
    found = merge_branches(site.repo, site.base, head, at_base=site.snapshot)
    if found.kind == "clean" and asked and (commit := _commit_bookkeeping(head, site)):
        site.remote.push({ref: (commit, head)})
        _unmark_conflict(known, "The bookkeeping was renewed after the edits by hand.", site, asked)
        return ReportRow("renewed", sources, number, "its bookkeeping was renewed")
    if found.kind == "clean" or (gone and found.merges):
        _unmark_conflict(known, "Nothing had to be done: this merges as it is.", site, asked)
        return ReportRow("unchanged", sources, number)
    if found.kind == "mended":
        site.remote.push({ref: (found.commit, head)})
        _unmark_conflict(
            known,
            "Brought up to date: only bookkeeping was in conflict, and it was made anew.",
            site,
            asked,
        )
        return ReportRow(
            "renewed", sources, number, "only bookkeeping was in conflict; it was made anew"
        )
    return _settle_conflict(known, head, found, site, asked)


def _commit_bookkeeping(head: str, site: RefreshContext) -> str:
    """Return a commit on `head` with the bookkeeping made anew; "" where it is right already."""
    now = take_near_snapshot(site.snapshot, head)
    fork = site.repo.merge_base(site.base, head)
    changed = (
        {b.path for b in site.repo.tree(head, "wiki")}
        if fork is None
        else _paths_changed(site.repo, fork, head)
    )
    before = take_near_snapshot(now, fork) if fork else site.snapshot
    moved = find_affected_pages(before.wiki, now.wiki, changed) | find_stale_pages(now.wiki)
    files = derive(
        now.wiki, now.schema, recorded_voices(now.wiki), now.index, moved, (before.wiki,)
    )
    faults = file_faults([FileChange(path, None, text) for path, text in files.items()], now)
    if said := [f"{f.path}: {f.message}" for f in faults if f.severity == "error"]:
        raise UserError(
            f"The bookkeeping cannot be written: {'; '.join(said[:3])}.",
            "Mend that on the branch first.",
        )
    return site.repo.commit(head, files, "Renew the bookkeeping\n") if files else ""


def _paths_changed(repo: Repository, old: str, new: str) -> set[str]:
    before, after = ({b.path: b.sha for b in repo.tree(commit, "wiki")} for commit in (old, new))
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def _name_gone(known: OurPullRequest) -> str:
    one = len(known.sources) == 1
    what = "The source of this pull request is" if one else "The sources of this pull request are"
    return f"{what} no longer on the default branch under {'this name' if one else 'these names'}"


def _say_gone(known: OurPullRequest, conflict: bool) -> str:
    how = "merge or close it" if not conflict else "close it, or settle the conflict and merge it"
    return f"{_name_gone(known)}. People have committed here, so it stays open: {how}."


def _close_without_sources(known: OurPullRequest, site: RefreshContext) -> ReportRow:
    """Close a pull request whose sources were removed.

    Nobody has rejected them, so its marker names no version of them any more.
    """
    tell_news(
        site.hub,
        known.pull.number,
        f"{_name_gone(known)}, so this was closed. A file under a new name gets a pull request"
        " of its own.",
    )
    site.hub.update_pull(known.pull.number, body=body_without_versions(known))
    site.hub.close_pull(known.pull.number)
    return ReportRow("closed", tuple(known.sources), known.pull.number, "its source is gone")


def _unmark_conflict(known: OurPullRequest, text: str, site: RefreshContext, asked: bool) -> None:
    """Take off the label of a conflict, and correct what was said of it."""
    marked = CONFLICT_LABEL.name in known.pull.labels
    if marked:
        site.hub.unlabel(known.pull.number, CONFLICT_LABEL.name)
    if marked or asked:
        site.said["news"] = text


def _settle_conflict(
    known: OurPullRequest, head: str, found: MergeResult, site: RefreshContext, asked: bool
) -> ReportRow:
    """Settle a conflict between words: replay the edits, else have the sources compiled again.

    Edits are replayed where the text they were made against still stands.
    """
    ref, number, sources = f"refs/heads/{known.pull.head}", known.pull.number, tuple(known.sources)
    where = ", ".join(make_code(path) for path, _ in found.conflicts[:5])
    fork, marked = site.repo.merge_base(site.base, head), CONFLICT_LABEL.name in known.pull.labels
    if not fork or list_subjects_by_people(site.repo, fork, head):
        if not marked:
            site.hub.label(number, CONFLICT_LABEL.name)
        text = f"The default branch and this branch changed the same words of {where}."
        if found.merges:
            text = (
                f"Merged with the default branch as it is, this would break {where}"
                f" ({make_inert(found.conflicts[0][1])})."
            )
        why = "People have committed here, so nothing was done: merge the default branch by hand."
        site.said["conflict"] = f"{text} {why}"
        return ReportRow("held", sources, number, "people have committed to its branch")
    stack = _replay_kept_changes(known, head, site)
    if stack is not None:
        commit = site.repo.commit_tree(
            site.repo.tree_of(stack.head), [head, site.base], _merge_message(site.base)
        )
        site.remote.push({ref: (commit, head)})
        return _report_replay(known, stack, commit, where, site)
    site.said["conflict"] = (
        f"{_say_would_break(found, where)}, so its sources are being compiled again."
        if found.merges
        else (
            f"The default branch has changed {where} since this was made, so its sources are being"
            " compiled again."
        )
    )
    if marked:
        if asked:
            site.said["news"] = "The sources of this pull request are being compiled again already."
        return ReportRow("waits", sources, number, "it is being compiled again")
    site.hub.dispatch(
        "compile.yml",
        site.hub.default_branch(),
        {"pull": str(number), "feedback": "", "force": "false"},
    )
    site.hub.label(number, CONFLICT_LABEL.name)
    return ReportRow("asked", sources, number, "compile again")


def _say_would_break(found: MergeResult, where: str) -> str:
    return (
        f"Merged with the default branch as it is, this would break {where}"
        f" ({make_inert(found.conflicts[0][1])})"
    )


def _replay_kept_changes(known: OurPullRequest, head: str, site: RefreshContext) -> Stack | None:
    """Lay the kept change sets over the newer wiki; None unless all of them fit."""
    tip = site.remote.fetch(known.ref).get(known.ref)
    if tip is None:
        return None
    snapshot = with_lines_of(site.snapshot, head)
    stack = lay_change_sets(read_kept_changes(site.repo, tip), snapshot)
    whole = not stack.failed and {
        layer.proposal.change.source.path for layer in stack.layers
    } == set(known.sources)
    return stack if whole else None


def _report_replay(
    known: OurPullRequest, stack: Stack, commit: str, where: str, site: RefreshContext
) -> ReportRow:
    """Write the text anew, and mark for the reviewer what was laid over newer words."""
    number = known.pull.number
    grown = dict.fromkeys(title for layer in stack.layers for title in layer.grown)
    notes = [
        f"The default branch has changed {where} since this was made. The edits still fit and were"
        " laid over it: please read them once more."
    ]
    if grown:
        names = ", ".join(f"“{title}”" for title in grown)
        notes.append(
            "These pages had come to exist meanwhile, and this pull request's sections were added"
            f" to them: {names}."
        )
    places = replace(site.places(known.pull.head), head=commit, pull=number)
    numbers = known.mark.numbers
    parts = [
        replace(part, number=numbers[part.change.source.path])
        for part in (layer.proposal.part for layer in stack.layers)
    ]
    title, body, _ = write_text(parts, places, notes, known.mark.dropped)
    site.hub.update_pull(number, title=title, body=body)
    site.hub.label(number, LOOK_AGAIN_LABEL.name)
    site.said["news"] = "\n\n".join(map(make_inert, notes))
    if CONFLICT_LABEL.name in known.pull.labels:
        site.hub.unlabel(number, CONFLICT_LABEL.name)
    return ReportRow(
        "renewed", tuple(known.sources), number, "its edits were laid over newer pages"
    )


def _merge_message(base: str) -> str:
    return f"Merge {base[:12]} and lay the edits over it\n"


def _compile_what_waits(site: RefreshContext) -> list[ReportRow]:
    """Start a compile where a merge has made room for sources that wait.

    What has failed before is left to the nightly run.
    """
    queue = plan_queue(
        site.snapshot,
        site.hub,
        lambda refs: site.remote.fetch(*refs),
        Wish(),
        site.date,
        1,
        site.unmarked,
    )
    waiting = tuple(e.source for e in queue.entries if not e.pull)
    if not waiting:
        return []
    site.hub.dispatch("compile.yml", site.hub.default_branch(), {})
    return [ReportRow("asked", waiting, 0, "there is room for them now")]
