"""`wiki publish`: turn results of the reading jobs into pull requests, and failures into issues.

Each result is laid over the wiki and checked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.github.client import GitHub
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.groups import group_changes
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_marker import (
    MOST_NUMBER,
    ProposalMark,
    number_sources,
    replace_mark,
)
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.changes.pull_request import fit_one_marker
from pipeline.core.errors import UserError
from pipeline.core.github.boxes import write_number
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.state import AMEND_RAW_LABEL, LABELS, PullRequest
from pipeline.core.github.status_comment import Topic
from pipeline.core.text import shorten
from pipeline.operations.compile.propose import file_faults, write_text
from pipeline.operations.compile.replay import Layer, Stack, lay_change_sets
from pipeline.operations.github import failure_issues
from pipeline.operations.github.conditions import Conditions
from pipeline.operations.github.drop_source import DropContext
from pipeline.operations.github.lay_wanted import find_aside, lay_wanted
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    changes_ref,
    find_last_closed,
    is_rejection,
    keep_changes,
    list_our_pull_requests,
    read_all_kept,
    read_kept_changes,
    recognise_ours,
    renew_status_comment,
    sources_by_commits,
    subjects_by_people,
)
from pipeline.operations.github.queue import NEW_STACK, Aside, Queue
from pipeline.operations.github.report import ReportRow, RowState
from pipeline.operations.github.results import Failure, Result
from pipeline.operations.github.serve_ticks import sweep_ticks
from pipeline.operations.github.stopped_issue import renew_stopped_issue
from pipeline.operations.repository.due_lines import with_lines_of
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import Snapshot

MOST_SOURCES = 100  # sources in one pull request: nobody could review more


@dataclass
class PublishContext:
    """What the steps of one publishing share: where things stand, and what was done so far."""

    queue: Queue
    snapshot: Snapshot
    hub: GitHub
    remote: Remote
    run: str  # the number of the workflow run
    rows: list[ReportRow] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    stopped: list[Failure] = field(default_factory=list)  # of sources that only wait
    heads: dict[str, str] = field(default_factory=dict)  # full ref → commit, as seen at the start
    # Branches with an open pull request, whoever opened it.
    taken: set[str] = field(default_factory=set)
    # Why a person's branch was left alone, by pull request.
    refused: dict[int, str] = field(default_factory=dict)
    # What came of making a pull request anew of what is kept, by its number.
    remade: dict[int, str] = field(default_factory=dict)

    def places(self, branch: str = "", head: str = "", pull: int = 0) -> Places:
        """Return the addresses that the text of a branch's pull request needs."""
        address = f"{self.hub.server}/{self.hub.repository}"
        artifact = "result-…" if self.run else ""
        return Places(address, self.queue.base, branch, self.run, artifact, head, pull)


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
    results = _drop_settled(results, open_, context)
    for result in results:
        if result.failure:
            _note_failure(result.failure, context)
    fresh: dict[int, list[ChangeSet]] = {}
    for group in _group_offers(results, context.queue):
        for part, known in _divide_by_pull_request(group, by_source):
            if known and known.mark.stale:
                fresh.setdefault(known.pull.number, []).extend(part)
            else:
                _try(partial(_offer_changes, part, known, context), part, known, context)
    for known in open_:
        part = fresh.get(known.pull.number, [])
        if known.mark.stale:
            _try(partial(_remake, part, known, context), part, known, context)
    _leave_to_people(by_source, context)
    context.rows += failure_issues.renew_failure_issues(
        context.hub, context.failed, _compiled_sources(context), context.snapshot, context.places()
    )
    context.rows += renew_stopped_issue(
        context.hub, context.stopped, bool(_compiled_sources(context)), context.places()
    )
    site = DropContext(context.hub, context.snapshot.repo, context.remote)
    context.rows += sweep_ticks(site, context.queue.date)
    # Some of them offer other sources by now than they did before.
    now = list(list_our_pull_requests(context.hub, "open", unmarked))
    _say_what_holds(
        Conditions(now, context.snapshot, context.hub, context.remote),
        _answer_who_asked(context),
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
        context.rows.append(ReportRow("trouble", _paths_of(changes), number, str(error)))


def _drop_settled(
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


def _note_failure(failure: Failure, context: PublishContext) -> None:
    if failure.source in {f.source for f in context.failed}:
        return  # its reading failed, and what was kept of it from before does not fit any more
    if failure.stopped:
        context.stopped.append(failure)
    if failure.waits or failure.nothing or failure.stopped:
        waits = failure.waits or failure.stopped
        context.rows.append(
            ReportRow("waits" if waits else "unchanged", (failure.source,), 0, failure.message)
        )
    else:
        context.failed.append(failure)


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


def _offer_changes(
    changes: list[ChangeSet], known: OurPullRequest | None, context: PublishContext
) -> None:
    """Bring one pull request to what these change sets say: its branch, its text, its labels."""
    branch = (
        known.pull.head
        if known
        else _free_branch(branch_of_source(changes[0].source.path), context)
    )
    people = _people_on_branch(branch, context) if known else []
    if known and people:
        context.rows.append(
            ReportRow("held", _paths_of(changes), known.pull.number, _say_held(people))
        )
        context.refused[known.pull.number] = (
            f"{_say_held(people)} Nothing was changed. Merge or close this pull request first."
        )
        return
    order = known.mark.numbers if known else {}
    changes = [*_kept_companions(changes, known, context), *changes]
    snapshot = _snapshot_for(branch, known, context)
    stack = lay_change_sets(
        sorted(changes, key=lambda c: order.get(c.source.path, MOST_NUMBER)), snapshot
    )
    # A change set that was made on top of another does not fit before it.
    if stack.failed and len(stack.failed) < len(changes):
        stack = max((stack, lay_change_sets(changes, snapshot)), key=lambda s: len(s.layers))
    for change, error in stack.failed:
        dollars = sum(c.dollars for c in change.costs)
        _note_failure(
            Failure(change.source.path, change.source.sha256, error.message, error.hint, dollars),
            context,
        )
    stack = _drop_what_has_no_room(stack, branch, context)
    if stack.layers:
        if known and _is_ahead(branch, stack, context):
            context.rows.append(
                ReportRow("unchanged", _paths_of(changes), known.pull.number, known.pull.title)
            )
        else:
            aside = _aside_of(known, stack, _paths_of(changes), context)
            moved = _push_branch(branch, stack, aside, context)
            _write_pull_request(branch, stack, known, moved, context)


def _remake(changes: Sequence[ChangeSet], known: OurPullRequest, context: PublishContext) -> None:
    """Make a pull request anew after sources were left out or taken back: of what is kept of it.

    `changes` were made for it in this run. As long as one of its sources has neither, it stays as
    it is, and the next run tries again.
    """
    number, branch, repo = known.pull.number, known.pull.head, context.snapshot.repo
    if people := _people_on_branch(branch, context):
        context.rows.append(ReportRow("held", tuple(known.sources), number, _say_held(people)))
        context.remade[number] = f"{_say_held(people)} Nothing was changed."
        return
    context.remote.fetch(known.ref)
    kept = [*changes, *read_all_kept(repo, context.heads.get(known.ref))]
    snapshot, numbers = _snapshot_for(branch, known, context), known.mark.numbers
    paths = [
        path
        for path in sorted(known.sources, key=lambda path: numbers[path])
        if context.snapshot.hashes.get(path) == known.sources[path] or path in _paths_of(changes)
    ]
    found = lay_wanted(paths, kept, snapshot, _paths_of(changes))
    if found.again or not found.stack.layers:
        names = ", ".join(map(make_code, found.again)) or "none of its sources"
        why = "it is tried again at the next run"
        context.rows.append(ReportRow("waits", tuple(known.sources), number, why))
        context.remade[number] = (
            f"This could not be made anew yet: there is nothing that fits of {names}."
            f" Until then it is as it was; {why}."
        )
        return
    gone = () if context.queue.remake else _paths_of(changes)
    aside = _aside_of(known, found.stack, gone, context)
    moved = _push_branch(branch, found.stack, aside, context)
    _write_pull_request(branch, found.stack, known, moved, context)
    without = ", ".join(
        f"{write_number(x.number)} {make_inert(shorten(x.title or x.path, 80))}"
        for x in known.mark.dropped
    )
    context.remade[number] = (
        f"Made anew without {without}." if without else "Made anew with all its sources."
    )


def _aside_of(
    known: OurPullRequest | None, stack: Stack, anew: Sequence[str], context: PublishContext
) -> list[ChangeSet]:
    """Return the change sets that a reviewer may want back; of sources `anew` no earlier ones."""
    tip = context.heads.get(known.ref) if known else None
    if known is None or tip is None or not known.mark.dropped:
        return []
    context.remote.fetch(known.ref)
    versions = {x.path: x.sha256 for x in known.mark.dropped}
    versions |= {p: sha for p, sha in known.sources.items() if p not in anew}
    return find_aside(read_all_kept(context.snapshot.repo, tip), stack.layers, versions)


def _snapshot_for(branch: str, known: OurPullRequest | None, context: PublishContext) -> Snapshot:
    """Return the wiki with the lines of the log that a proposal takes along.

    A new one tells the runs of the lint that the log does not tell; one that is open tells those
    that it has told before.
    """
    if known is None:
        return context.snapshot
    ref = f"refs/heads/{branch}"
    tip = context.remote.fetch(ref).get(ref)
    return with_lines_of(context.snapshot, tip) if tip else context.snapshot


def _drop_what_has_no_room(stack: Stack, branch: str, context: PublishContext) -> Stack:
    """Return the sources that one text has room for.

    The others have no pull request yet, and follow at the next run.
    """
    layers = stack.layers
    while len(layers) > 1 and not _has_room(layers, branch, context):
        late, layers = layers[-1].proposal.change, layers[:-1]
        context.rows.append(
            ReportRow(
                "waits", (late.source.path,), 0, "the pull request has no room for more sources"
            )
        )
    return replace(stack, layers=layers)


def _has_room(layers: Sequence[Layer], branch: str, context: PublishContext) -> bool:
    """Tell whether one text has room for these, and the check takes their files together."""
    if not fit_one_marker([layer.proposal.part for layer in layers], context.places(branch)):
        return False
    # Each file counts as the last change set leaves it.
    files = {f.path: f for layer in layers for f in layer.proposal.files}
    return not any(f.severity == "error" for f in file_faults(files.values(), context.snapshot))


def _kept_companions(
    changes: list[ChangeSet], known: OurPullRequest | None, context: PublishContext
) -> list[ChangeSet]:
    """Return the change sets of the pull request's other sources, while these read as they did.

    That includes a source whose new reading failed: what it offered before stays on offer.
    """
    tip = context.heads.get(known.ref) if known else None
    if known is None or tip is None:
        return []
    mine, hashes = set(_paths_of(changes)), context.snapshot.hashes
    context.remote.fetch(known.ref)
    others = {
        c.source.path: c
        for c in read_kept_changes(context.snapshot.repo, tip)
        if c.source.path in known.sources
    }
    return [
        c for path, c in others.items() if path not in mine and hashes.get(path) == c.source.sha256
    ]


def _free_branch(wanted: str, context: PublishContext) -> str:
    """Return the branch name of a source; a numbered one where people use that name already."""
    number, name = 1, wanted
    while name in context.taken or _people_on_branch(name, context):
        number += 1
        name = f"{wanted}-{number}"
    return name


def _people_on_branch(branch: str, context: PublishContext) -> list[str]:
    """Return the subjects of people's commits on a branch."""
    there = f"refs/heads/{branch}" in context.heads
    return (
        subjects_by_people(
            branch, context.hub.default_branch(), context.snapshot.repo, context.remote
        )
        if there
        else []
    )


def _say_held(people: Sequence[str]) -> str:
    return (
        f"This branch holds commits by people (“{make_inert(shorten(people[0], 80))}”), which are"
        " never overwritten."
    )


def _is_ahead(branch: str, stack: Stack, context: PublishContext) -> bool:
    """Tell whether the branch holds just these change sets, and a refresh has renewed it since."""
    repo, tip, behind = (
        context.snapshot.repo,
        context.heads.get(f"refs/heads/{branch}"),
        context.heads.get(changes_ref(branch)),
    )
    if tip is None or behind is None or repo.merge_base(stack.base, tip) != stack.base:
        return False
    context.remote.fetch(changes_ref(branch))
    kept = [layer.proposal.change for layer in stack.layers]
    same = read_kept_changes(repo, behind) == kept
    return same and repo.tree_of(tip) != repo.tree_of(stack.head)


def _push_branch(
    branch: str, stack: Stack, aside: Sequence[ChangeSet], context: PublishContext
) -> bool:
    """Move the branch and its change sets, both or neither; return whether the branch moved."""
    repo, ref = context.snapshot.repo, f"refs/heads/{branch}"
    tip = context.heads.get(ref)
    same = (
        tip is not None
        and repo.tree_of(tip) == repo.tree_of(stack.head)
        and repo.merge_base(stack.base, tip) == stack.base
    )
    behind = context.heads.get(changes_ref(branch))
    updates: dict[str, tuple[str | None, str | None]] = {} if same else {ref: (stack.head, tip)}
    kept = keep_changes(repo, [layer.proposal.change for layer in stack.layers], aside)
    if behind is None or not same or (aside and repo.tree_of(kept) != repo.tree_of(behind)):
        updates[changes_ref(branch)] = (kept, behind)
    if updates:
        context.remote.push(updates)
    return not same


def _write_pull_request(
    branch: str, stack: Stack, known: OurPullRequest | None, moved: bool, context: PublishContext
) -> None:
    """Open or renew the pull request of a pushed branch.

    Its text links to its own changes, so that a new one is written twice: GitHub gives the number.
    """
    dropped = known.mark.dropped if known else ()
    parts = _number_parts([layer.proposal.part for layer in stack.layers], known)
    tip = context.heads.get(f"refs/heads/{branch}", "")
    head, hub = stack.head if moved else tip, context.hub
    number = known.pull.number if known else 0
    title, body, labels = write_text(parts, context.places(branch, head, number), (), dropped)
    pull = known.pull if known else hub.create_pull(title, body, branch, hub.default_branch())
    if known is None:
        body = write_text(parts, context.places(branch, head, pull.number)).body
    same = pull.title == title and pull.body.split() == body.split()
    if known and (now := _changed_meanwhile(known, parts, hub)):
        body = replace_mark(body, now)
    if not same:  # also where the answer to an earlier attempt was lost
        context.hub.update_pull(pull.number, title=title, body=body)
    state: RowState = (
        "opened" if known is None else "unchanged" if same and not moved else "renewed"
    )
    _set_labels(pull, labels, context.hub)
    context.taken.add(branch)
    context.rows.append(
        ReportRow(state, tuple(p.change.source.path for p in parts), pull.number, title)
    )


def _number_parts(parts: Sequence[Part], known: OurPullRequest | None) -> list[Part]:
    """Return the parts with the numbers under which the pull request shows their sources."""
    mark = known.mark if known else ProposalMark({})
    paths = [part.change.source.path for part in parts]
    numbers = number_sources(paths, mark.numbers, mark.dropped)
    return [replace(part, number=numbers[path]) for part, path in zip(parts, paths, strict=True)]


def _changed_meanwhile(
    known: OurPullRequest, parts: Sequence[Part], hub: GitHub
) -> ProposalMark | None:
    """Return the mark where a reviewer left out or took back sources while this run worked.

    The text then shows what the run knew, and the mark says what is wanted, for the next run.
    """
    now = recognise_ours(hub.pull(known.pull.number), hub.bots)
    if now is None or now.mark.dropped == known.mark.dropped:
        return None
    away = {x.path for x in now.mark.dropped}
    versions = {p.change.source.path: p.change.source.sha256 for p in parts}
    versions = {**now.sources, **{p: sha for p, sha in versions.items() if p not in away}}
    return replace(now.mark, sources=versions, stale=True)


def _set_labels(pull: PullRequest, labels: Sequence[str], hub: GitHub) -> None:
    """Put on the labels that belong there, and take off ours that no longer do; others stay."""
    ours = {label.name for label in LABELS} - {AMEND_RAW_LABEL.name}
    missing = [name for name in labels if name not in pull.labels]
    if missing:
        hub.label(pull.number, *missing)
    for name in sorted(ours & set(pull.labels) - set(labels)):
        hub.unlabel(pull.number, name)


def _leave_to_people(by_source: Mapping[str, OurPullRequest], context: PublishContext) -> None:
    """Note which sources are left alone, because people have committed to their branches."""
    held: dict[int, list[Aside]] = {}
    for aside in context.queue.held:
        known = by_source.get(aside.source)
        context.rows.append(ReportRow("held", (aside.source,), aside.pull, shorten(aside.why, 300)))
        # The job that plans is not believed: the pull request must be about the source.
        if known and known.pull.number == aside.pull:
            held.setdefault(aside.pull, []).append(aside)
    for number, asides in held.items():
        names = ", ".join(make_code(aside.source) for aside in asides)
        were = "was" if len(asides) == 1 else "were"
        why = make_inert(shorten(asides[0].why, 300))
        text = (
            f"{names} {were} to be compiled again, but {why}. Merge or close this pull request"
            " first."
        )
        context.refused.setdefault(number, text)


def _say_what_holds(conditions: Conditions, answer: str, context: PublishContext) -> None:
    """Renew the status comments of our pull requests, and answer whoever asked."""
    asked, offered = context.queue.asked, {*_compiled_sources(context).values()}
    open_ = {known.pull.number: known for known in conditions.open_}
    for number in dict.fromkeys([*open_, *([asked] if asked else [])]):
        said: dict[Topic, str] = conditions.paragraphs_of(open_[number]) if number in open_ else {}
        if number in offered:
            said["conflict"] = ""  # what is on its branch was made for this default branch
        if number == asked:
            said["news"] = answer
        if number in context.remade:
            said["news"] = context.remade[number]
        # A paragraph under "held" says the same of a source that has changed.
        if number in context.refused and not said.get("held"):
            said["news"] = context.refused[number]
        try:
            renew_status_comment(context.hub, number, said)
        except UserError as error:
            context.rows.append(ReportRow("trouble", (), number, str(error)))


def _compiled_sources(context: PublishContext) -> dict[str, int]:
    """Return the sources that were compiled, with the pull request that offers each."""
    done = ("opened", "renewed", "unchanged")
    return {
        p: row.number
        for row in context.rows
        if row.number and row.state in done
        for p in row.sources
    }


def _answer_who_asked(context: PublishContext) -> str:
    """Return what came of it for the reviewer who asked; "" where there is nothing to add."""
    asked = context.queue.asked
    entries = {e.source for e in context.queue.entries}
    mine = [
        r
        for r in context.rows
        if r.state != "held" and (r.number == asked or entries & set(r.sources))
    ]
    said = [_row_as_sentence(row, asked) for row in mine]
    if not (entries or context.queue.held):
        said.append(
            "There was nothing to compile: what this is about is compiled by now, or gone from"
            " `raw/`."
        )
    link = make_link("The run", context.places().run_address)
    return "\n\n".join(dict.fromkeys(said)) + f"\n\n{link} has the log." if said and asked else ""


def _row_as_sentence(row: ReportRow, asked: int) -> str:
    words = {
        "opened": "Opened",
        "renewed": "Compiled again",
        "unchanged": "Compiled again; nothing differs",
    }
    if row.state in words:
        return words[row.state] + (f": #{row.number}." if row.number != asked else ".")
    return f"{' '.join(map(make_code, row.sources))}: {make_inert(shorten(row.said, 600))}" + (
        f" (#{row.number})" if row.number else ""
    )


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


def _paths_of(changes: Iterable[ChangeSet]) -> tuple[str, ...]:
    return tuple(c.source.path for c in changes)
