"""Check a change set against the wiki, and write what holds as a branch with its text.

Every change made of a source leaves by this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from pipeline import rules
from pipeline.adapters.files import stage_files
from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.processes import gfm
from pipeline.core import strict_json
from pipeline.core.bookkeeping import log
from pipeline.core.bookkeeping.derive import write_footnotes
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.changes import limits, proposal_naming, touched_files
from pipeline.core.changes.assemble import (
    Assembled,
    add_planned_pages,
    assemble,
    edit_page,
    path_of,
)
from pipeline.core.changes.change_set import ChangeSet, Dropped, PageEdits, PagePlan
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
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.findings.view import View
from pipeline.core.github.inert import make_inert
from pipeline.core.github.places import Places
from pipeline.core.haystack import Haystack
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.paths import slug_of_path
from pipeline.core.support.item import Doubt
from pipeline.core.text import shorten
from pipeline.core.values import FileChange, Finding, Hands, Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.transcript import add_transcript
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.compile.commit_proposal import commit_proposal, stands_on
from pipeline.operations.compile.note_copies import find_echoed_source
from pipeline.operations.compile.read_pictures import find_transcript
from pipeline.operations.repository.kept_texts import find_kept_faults, kept_files
from pipeline.operations.repository.snapshot import Snapshot

# What bookkeeping can bring to a page: footnotes and front matter. Its prose and links are as they
# were.
_RULES_OF_RENEWED_PAGES = (
    "quote-not-found",
    "undefined-mark",
    "forged-citation",
    "active-code",
    "bad-front-matter",
    "raw-html",
    "remote-image",
    "foreign-address",
    "hidden-character",
    "oversized-page",
)
MOST_CHARACTERS = 8_000_000  # characters of a change set that was kept
Sources = Callable[[str], Source | None]


def make_page_gate(
    plans: list[PagePlan],
    before: Wiki,
    schema: Schema,
    sources: Sources,
    new: dict[str, Citation],
    stems: frozenset[str],
    hands: Callable[[str], Hands] = lambda _: {},
) -> Callable[[PageEdits], list[str]]:
    """Return the gate for single pages, which a librarian asks while it can still mend its page.

    The gate takes the edits of one page and returns the errors as sentences; none means that the
    page may stand. It runs the rules about one page on the page as the edits would leave it, with
    the wiki as the plan would make it, so a link to a page that is planned is no dead link.
    """
    planned = add_planned_pages(before, plans, schema)
    haystacks: dict[str, Haystack | None] = {}

    def gate(page_edits: PageEdits) -> list[str]:
        try:
            page, _ = edit_page(page_edits, before, planned, schema)
        except EditError as error:
            return [f"{error}."]
        page = write_footnotes(page, before, new)
        view = View(
            (_add_sources(page, new, before),),
            planned,
            schema,
            sources,
            before,
            {page.path: page_edits.removes},
            raw_stems=stems,
            haystacks=haystacks,
            written=True,
            render=gfm.render,
            hands=hands,
        )
        return [_finding_as_sentence(f) for f in rules.run(view, rules.DRAFT)]

    return gate


def _add_sources(page: Page, new: dict[str, Citation], before: Wiki) -> Page:
    """Return the page with all that it cites among its sources: a new one may cite older claims."""
    cited = {c.source for x in page.labels if (c := new.get(x) or before.citation(x))}
    return replace(
        page, meta={**page.meta, "sources": sorted({*(page.meta.get("sources") or []), *cited})}
    )


def _finding_as_sentence(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}. {finding.suggestion}".strip()


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
            *_check_all_pages(change, done, snapshot),
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


def _check_all_pages(change: ChangeSet, done: Assembled, snapshot: Snapshot) -> list[Finding]:
    removes = {
        page.path: e.removes
        for page in done.pages
        for e in change.pages
        if e.plan.slug == page.slug
    }
    view = View(
        done.pages,
        done.after,
        snapshot.schema,
        _sources_after(change, snapshot),
        snapshot.wiki,
        removes,
        done.files,
        snapshot.raw_stems,
        written=True,
        render=gfm.render,
        hands=snapshot.hands,
    )
    return [*rules.run(view), *_errors_of_bookkeeping(done, change, snapshot)]


def _sources_after(change: ChangeSet, snapshot: Snapshot) -> Sources:
    """Return how rules look up sources: the one of the change as it was read now."""
    return lambda path: (
        source_of_change(change, snapshot)
        if path == change.source.path
        else snapshot.source_or_none(path)
    )


def source_of_change(change: ChangeSet, snapshot: Snapshot) -> Source:
    """Return the source of a change as it was read now, with what was read of its pictures."""
    return add_transcript(snapshot.source(change.source.path), change.transcript)


def _errors_of_bookkeeping(done: Assembled, change: ChangeSet, snapshot: Snapshot) -> list[Finding]:
    """Return the errors that bookkeeping alone brings to pages which nobody edits.

    There are none unless a footnote of theirs is wrong.
    """
    edited_paths = {page.path for page in done.pages}
    paths = [f.path for f in done.files if is_page(f.path) and f.path not in edited_paths]
    pages = tuple(done.after.page(slug_of_path(path)) for path in paths)
    sources = _sources_after(change, snapshot)
    found = _run_rules_of_renewed(pages, done.after, snapshot, sources, snapshot.wiki)
    if not found:
        return []
    before = tuple(snapshot.wiki.page(page.slug) for page in pages if page.slug in snapshot.wiki)
    known = {
        (f.rule, f.path, f.subject, f.message)
        for f in _run_rules_of_renewed(before, snapshot.wiki, snapshot, snapshot.source_or_none)
    }
    return [f for f in found if (f.rule, f.path, f.subject, f.message) not in known]


def _run_rules_of_renewed(
    pages: tuple[Page, ...],
    wiki: Wiki,
    snapshot: Snapshot,
    sources: Sources,
    before: Wiki | None = None,
) -> list[Finding]:
    stems = snapshot.raw_stems
    view = View(
        pages,
        wiki,
        snapshot.schema,
        sources,
        before,
        raw_stems=stems,
        written=True,
        render=gfm.render,
    )
    return (
        [f for f in rules.run(view, _RULES_OF_RENEWED_PAGES) if f.severity == "error"]
        if pages
        else []
    )


def file_faults(files: Iterable[FileChange], snapshot: Snapshot) -> list[Finding]:
    """Return what `wiki check` would say of these files whatever the rules say of the pages.

    It is about names, kinds, sizes and the log. Both decide it by the same functions of `core`, so
    nothing of ours is offered that our own check refuses.
    """
    files = list(files)
    found = [*touched_files.find_faults_of_ours(files, snapshot.modes)]
    for file in files:
        if file.path == LOG_PATH:
            problems = log.find_log_problems(file.before or "", file.after or "")
            found += [
                file_finding("bad-log-entry", "error", LOG_PATH, message, "", line)
                for line, message in problems
            ]
        elif is_page(file.path) and is_garbled(file.before):
            message = (
                "the page is not UTF-8, or holds the sign U+FFFD for a lost one, and writing it"
                " would lose more"
            )
            found.append(file_finding("not-text", "error", file.path, message, "Save it as UTF-8."))
    return found


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


# --- the local door: a branch, and the text beside it ---


@dataclass(frozen=True)
class PublishedProposal:
    """Where a proposal is now."""

    branch: str
    commit: str
    text: Path
    moved: bool  # whether the branch changed


def publish_proposal(proposal_: Proposal, repo: Repository, base: str) -> PublishedProposal:
    """Write the proposal's commits on its branch; `UserError` if a person committed there.

    The texts beside it take their places last, because a text without its proposal would be read as
    one.
    """
    refuse_if_human(repo, proposal_.branch, base)
    tip = repo.resolve(f"refs/heads/{proposal_.branch}")
    commit = commit_proposal(proposal_, repo, base)
    same = tip is not None and repo.tree_of(tip) == repo.tree_of(commit)
    moved = tip is None or not (same and stands_on(proposal_, repo, tip, base))
    text, texts = _texts_to_keep(proposal_, repo)
    # The texts take their places after the branch has moved.
    with stage_files(texts):
        if moved:
            repo.move_branch(proposal_.branch, commit, tip)
    return PublishedProposal(proposal_.branch, commit if moved or tip is None else tip, text, moved)


def refuse_if_human(repo: Repository, branch: str, base: str) -> None:
    """Raise `UserError` where the branch holds a commit that this program did not make."""
    tip = repo.resolve(f"refs/heads/{branch}")
    if tip is None:
        return
    fork = repo.merge_base(base, tip)
    others = list_subjects_by_people(repo, fork, tip) if fork else ["a history of its own"]
    if others:
        raise UserError(
            f"The branch {branch} holds commits by people ({others[0]!r}), which are never"
            " overwritten.",
            "Merge it, or delete the branch, then compile again.",
        )


def _texts_to_keep(proposal_: Proposal, repo: Repository) -> tuple[Path, dict[Path, str]]:
    """Return where a proposal's text is kept, and that text and its change set by file."""
    folder = repo.private / "proposals"
    name = proposal_.branch.removeprefix(proposal_naming.COMPILE_BRANCHES)
    text = folder / f"{name}.md"
    change = change_to_json(proposal_.change)
    return text, {
        folder / f"{name}.json": change,
        text: f"# {make_inert(proposal_.title)}\n\n{proposal_.body}",
    }


def change_to_json(change: ChangeSet) -> str:
    """Return a change set as JSON, to be kept."""
    return strict_json.dump(change)


def change_from_json(text: str) -> ChangeSet:
    """Read a change set back, with every field held to its type and limits.

    `ValueError` says what is wrong. Where a change set was kept, people can write: a ref of the
    repository, or a folder of this computer.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"it has more than {MOST_CHARACTERS} characters")
    change = strict_json.load(ChangeSet, text, limits.check_change_field)
    if problem := next(limits.find_disagreements(change), ""):
        raise ValueError(problem)
    return change


def read_kept_change(repo: Repository, branch: str) -> ChangeSet | None:
    """Return the change set behind a local proposal branch; None if it cannot be read any more."""
    path = (
        repo.private / "proposals" / f"{branch.removeprefix(proposal_naming.COMPILE_BRANCHES)}.json"
    )
    try:
        return change_from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
