"""Make a proposal of a change set: what holds of it against the wiki, as files and a text.

Every change made of a source passes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.core.changes import proposal_naming
from pipeline.core.changes.assemble import (
    Assembled,
    add_planned_pages,
    assemble,
    edit_page,
    path_of,
)
from pipeline.core.changes.change_set import ChangeSet, Dropped
from pipeline.core.changes.chapter_commits import divide_by_chapter
from pipeline.core.changes.edits import EditError
from pipeline.core.changes.labels import (
    SourceRecord,
    find_misattribution,
    find_misplaced_page,
    source_record,
)
from pipeline.core.changes.proof import correct_by_lookup, find_foreign_pages, find_unproven
from pipeline.core.changes.proposal import Part, Proposal
from pipeline.core.changes.proposal_marker import DroppedSource
from pipeline.core.changes.proposal_title import pull_request_title
from pipeline.core.changes.pull_request import write_proposal_body
from pipeline.core.changes.section_coverage import cover_sections
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.places import Places
from pipeline.core.support.item import Doubt
from pipeline.core.text import shorten
from pipeline.core.values import Finding, Source
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.transcript import add_transcript
from pipeline.operations.compile.check_pages import check_all_pages, file_faults
from pipeline.operations.compile.note_copies import find_echoed_source
from pipeline.operations.compile.read_pictures import find_transcript
from pipeline.operations.repository.kept_texts import find_kept_faults, kept_files
from pipeline.operations.repository.snapshot import Snapshot


def build_proposal(
    change: ChangeSet, snapshot: Snapshot, record: SourceRecord | None = None
) -> Proposal:
    """Check a change set against a wiki and return the proposal.

    The change set is assembled into files, and the rules and the checks of files look at all of
    them. A page that the gate refuses is taken out, listed with the reason, and what is left is
    assembled and checked again, because another page may have linked to it. This ends, since each
    round takes out at least one page. `UserError` where a refused page is the summary page, where
    no page is left, or where a fault lies in none of the planned pages; then the source fails,
    alone.
    """
    read = snapshot.source(change.source.path)
    record = record or source_record(read, snapshot.wiki, snapshot.source_paths)
    if change.librarian == "none":  # nothing was read, so what the wiki keeps is what there is
        known = find_transcript(read, record.recorded("source"), snapshot)
        change = replace(change, transcript=known)
    source = add_transcript(read, change.transcript)
    change = _prove_change(change, source, record, snapshot)
    _refuse_without_record(change, snapshot)
    texts = tuple(kept_files(source, record.recorded("source"), snapshot))
    echoes = find_echoed_source(source, snapshot)
    while True:
        done = _assemble_or_drop(change, snapshot, echoes)
        if isinstance(done, ChangeSet):
            change = done
            continue
        done = replace(done, files=(*done.files, *texts))
        findings = [
            *check_all_pages(change, done, snapshot),
            *file_faults(done.files, snapshot),
            *find_kept_faults(((f.path, f.after) for f in texts), snapshot, done.after),
        ]
        bad = _pages_to_refuse(change, [f for f in findings if f.severity == "error"], snapshot)
        if not bad:
            break
        change = _drop_pages(change, bad)
    if not done.files or not change.pages:
        raise _error_for_no_page(change)
    part = Part(
        change,
        done,
        snapshot.wiki,
        tuple(f for f in findings if f.severity != "error"),
        cover_sections(source, change.extraction.claims, done.placed),
    )
    text = write_text([part])
    return Proposal(
        branch=proposal_naming.branch_of_source(change.source.path),
        title=text.title,
        body=text.body,
        message=proposal_naming.commit_message(change, done, snapshot.schema.hash),
        files=done.files,
        change=change,
        part=part,
        findings=part.findings,
        chapters=divide_by_chapter(source, change, done),
    )


def tell_support(
    proposal: Proposal, doubts: Sequence[Doubt], notes: Sequence[str] = ()
) -> Proposal:
    """Return the proposal with the sentences that are in doubt, and with further notes."""
    change = replace(proposal.change, doubts=tuple(doubts), notes=(*proposal.change.notes, *notes))
    return tell_change(proposal, change)


def tell_change(proposal: Proposal, change: ChangeSet) -> Proposal:
    """Return the proposal with the text of a change set that makes the same files."""
    part = replace(proposal.part, change=change)
    text = write_text([part])
    return replace(proposal, title=text.title, body=text.body, change=change, part=part)


def _refuse_without_record(change: ChangeSet, snapshot: Snapshot) -> None:
    """Raise `UserError` where no page would record the source.

    Without a record it would be read, and paid for, again and again.
    """
    path = change.source.path
    if (
        change.pages
        and path not in snapshot.wiki.records
        and all(p.plan.type != SUMMARY_TYPE for p in change.pages)
    ):
        why = next(
            (d.why for d in change.dropped if d.what.startswith("the page ")),
            "the change holds none",
        )
        raise UserError(
            f"{path}: its summary page was not written: {shorten(why, 300)}.",
            "Nothing was written for this source. Compile it again, or look at the source.",
        )


def _prove_change(
    change: ChangeSet, source: Source, record: SourceRecord, snapshot: Snapshot
) -> ChangeSet:
    """Return the change set with what can be looked up replaced by what file and wiki say.

    `UserError` where the change set contradicts them.
    """
    wiki = snapshot.wiki
    problem = (
        find_misattribution(change, source, record, wiki)
        or find_misplaced_page(change, source, record, snapshot.schema, wiki)
        or find_foreign_pages(change, source)
        or find_unproven(change, source, record, wiki)
    )
    if problem:
        raise UserError(
            f"{change.source.path}: refused: {problem}.",
            "Nothing was written. Compile the source again.",
        )
    return correct_by_lookup(change, source, record, wiki)


class ProposalText(NamedTuple):
    """The text of a pull request, and the names of its labels."""

    title: str
    body: str
    labels: tuple[str, ...]


def write_text(
    parts: Sequence[Part],
    places: Places | None = None,
    notes: Sequence[str] = (),
    dropped: Sequence[DroppedSource] = (),
) -> ProposalText:
    """Return the text for one or several parts (`Proposal.part`), in the order of their commits.

    Without `places` it is a text for a local branch.
    """
    return ProposalText(
        pull_request_title(parts),
        write_proposal_body(parts, places, notes, dropped),
        proposal_naming.pull_request_labels(parts),
    )


def _error_for_no_page(change: ChangeSet) -> UserError:
    """Return the error that says why no page came out: what was refused, or that nothing is new."""
    reasons = "; ".join(
        f"{shorten(d.what, 200)}: {shorten(d.why, 200)}" for d in change.dropped[:3]
    )
    if reasons:
        return UserError(
            f"{change.source.path}: no page came out of it: {reasons}", "Nothing was written."
        )
    return NothingNew(
        f"{change.source.path}: nothing in it is new to the wiki.", "Nothing was written."
    )


def _assemble_or_drop(change: ChangeSet, snapshot: Snapshot, echoes: str) -> Assembled | ChangeSet:
    try:
        named = (
            snapshot.schema.rules.links == "wikilink"
        )  # the headings of the source, by citations
        read = snapshot.source_or_none(change.source.path) if named else None
        return assemble(
            change,
            snapshot.wiki,
            snapshot.log,
            snapshot.index,
            snapshot.schema,
            snapshot.due,
            read,
            echoes,
        )
    except EditError:
        planned = add_planned_pages(snapshot.wiki, [p.plan for p in change.pages], snapshot.schema)
        bad = {}
        for page_edits in change.pages:
            try:
                edit_page(page_edits, snapshot.wiki, planned, snapshot.schema)
            except EditError as error:
                bad[page_edits.plan.slug] = f"{error}"
        return _drop_pages(change, bad)


def _pages_to_refuse(
    change: ChangeSet, errors: list[Finding], snapshot: Snapshot
) -> dict[str, str]:
    """Return the slugs of the pages to take out, each with the reasons.

    `UserError` where an error lies in a file that is none of the planned pages.
    """
    paths = {path_of(p.plan, snapshot.wiki, snapshot.schema): p.plan.slug for p in change.pages}
    reasons: dict[str, list[str]] = {}
    strange = []
    for found in errors:
        if found.path in paths:
            reasons.setdefault(paths[found.path], []).append(f"{found.rule}: {found.message}")
        else:
            strange.append(f"{found.path}: {found.rule}: {found.message}")
    if strange:
        said = "; ".join(strange[:4]) + (f"; and {len(strange) - 4} more" * (len(strange) > 4))
        hints = dict.fromkeys(
            found.suggestion for found in errors if found.suggestion and found.path not in paths
        )
        raise UserError(
            f"{change.source.path}: refused: {said}.",
            " ".join(["Nothing was written.", *[*hints][:2]]),
        )
    return {
        slug: "; ".join(rows[:4]) + (f"; and {len(rows) - 4} more" * (len(rows) > 4))
        for slug, rows in reasons.items()
    }


def _drop_pages(change: ChangeSet, bad: dict[str, str]) -> ChangeSet:
    for page in change.pages:
        if page.plan.slug in bad and page.plan.type == SUMMARY_TYPE:
            raise UserError(
                f"{change.source.path}: its summary page was refused: {bad[page.plan.slug]}.",
                "Nothing was written for this source. Compile it again, or look at the source.",
            )
    kept = tuple(p for p in change.pages if p.plan.slug not in bad)
    gone = tuple(
        Dropped(f"the page {p.plan.title}", bad[p.plan.slug])
        for p in change.pages
        if p.plan.slug in bad
    )
    # What a model failed to write it may write the next time; the embedded librarian would fail
    # again in the same way.
    open_ = (
        tuple(p.plan.title for p in change.pages if p.plan.slug in bad)
        if change.librarian == "model"
        else ()
    )
    return replace(
        change,
        pages=kept,
        dropped=(*change.dropped, *gone),
        unfinished=(*change.unfinished, *open_),
    )
