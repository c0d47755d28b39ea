"""Offer change sets as a pull request: push its branch, write its text, and set its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.adapters.github.client import GitHub
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_marker import (
    MOST_NUMBER,
    ProposalMark,
    number_sources,
    replace_mark,
)
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.changes.pull_request import fit_one_marker
from pipeline.core.github.boxes import write_number
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.github.state import AMEND_RAW_LABEL, LABELS, PullRequest
from pipeline.core.text import shorten
from pipeline.operations.compile.check_pages import file_faults
from pipeline.operations.compile.propose import write_text
from pipeline.operations.compile.replay import Layer, Stack, lay_change_sets
from pipeline.operations.github.lay_wanted import find_aside, lay_wanted
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    changes_ref,
    keep_changes,
    read_all_kept,
    read_kept_changes,
    recognise_ours,
    subjects_by_people,
)
from pipeline.operations.github.publish_context import PublishContext, note_failure, paths_of
from pipeline.operations.github.report import ReportRow, RowState
from pipeline.operations.github.results import Failure
from pipeline.operations.repository.due_lines import with_lines_of
from pipeline.operations.repository.snapshot import Snapshot


def offer_changes(
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
            ReportRow("held", paths_of(changes), known.pull.number, _say_held(people))
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
        note_failure(
            Failure(change.source.path, change.source.sha256, error.message, error.hint, dollars),
            context,
        )
    stack = _drop_what_has_no_room(stack, branch, context)
    if stack.layers:
        if known and _is_ahead(branch, stack, context):
            context.rows.append(
                ReportRow("unchanged", paths_of(changes), known.pull.number, known.pull.title)
            )
        else:
            aside = _aside_of(known, stack, paths_of(changes), context)
            moved = _push_branch(branch, stack, aside, context)
            _write_pull_request(branch, stack, known, moved, context)


def remake_pull_request(
    changes: Sequence[ChangeSet], known: OurPullRequest, context: PublishContext
) -> None:
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
        if context.snapshot.hashes.get(path) == known.sources[path] or path in paths_of(changes)
    ]
    found = lay_wanted(paths, kept, snapshot, paths_of(changes))
    if found.again or not found.stack.layers:
        names = ", ".join(map(make_code, found.again)) or "none of its sources"
        why = "it is tried again at the next run"
        context.rows.append(ReportRow("waits", tuple(known.sources), number, why))
        context.remade[number] = (
            f"This could not be made anew yet: there is nothing that fits of {names}."
            f" Until then it is as it was; {why}."
        )
        return
    gone = () if context.queue.remake else paths_of(changes)
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
    mine, hashes = set(paths_of(changes)), context.snapshot.hashes
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
