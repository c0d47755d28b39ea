"""`wiki compile`: turn every source that the wiki does not hold yet into a proposal of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.adapters.git.authorship import read_trailers
from pipeline.core.changes import edits, labels
from pipeline.core.changes.assemble import citations_of
from pipeline.core.changes.attestation import keep_attested
from pipeline.core.changes.change_set import ChangeSet, Dropped, Extraction, PageEdits, Plan
from pipeline.core.changes.feedback import Feedback
from pipeline.core.changes.labels import SourceRecord
from pipeline.core.changes.proof import extraction_of_renamed
from pipeline.core.changes.proposal import Proposal
from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.changes.replay import fit_to_wiki
from pipeline.core.changes.summary_name import part_summary_from_thing, rename_summary
from pipeline.core.errors import RunStopped, UserError
from pipeline.core.model_call import StepCost
from pipeline.core.text import counted, normalise, shorten
from pipeline.core.values import Source
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.librarian import Gate, Librarian
from pipeline.operations.compile.ask_first import find_question, lift_limit, needs_yes
from pipeline.operations.compile.check_pages import make_page_gate
from pipeline.operations.compile.check_support import SupportCheck, check_support
from pipeline.operations.compile.choose_sources import Outcome
from pipeline.operations.compile.claim_gate import drop_bad_claims
from pipeline.operations.compile.keep_proposal import read_kept_change, refuse_if_human
from pipeline.operations.compile.note_copies import (
    drop_echoed_confirmations,
    find_echoed_source,
    note_copies,
)
from pipeline.operations.compile.propose import build_proposal, tell_change
from pipeline.operations.compile.read_pictures import (
    PictureReading,
    nobody_reads_pictures,
    read_pictures,
)
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.readers.shared.missing_title import first_title, title_from_path

FEEDBACK_PROMPT = "feedback"  # the prompt file that only a compile with feedback uses
WISHES_NOT_TAKEN = (
    "The embedded librarian cannot take reviewers' wishes; edit the pages on the branch instead."
)
WISHES_NOT_READ = (
    "Nothing was read again, so reviewers' wishes were not looked at; edit the pages on the branch"
    " instead."
)


@dataclass(frozen=True)
class CompileRun:
    """What holds for all sources of one run. `date` is the ISO day that pages and log get."""

    date: str
    prompts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    costs: Callable[[], tuple[StepCost, ...]] = tuple  # of the source at hand
    server_notes: Callable[[], tuple[str, ...]] = tuple
    say: Callable[[str], None] = lambda _: None
    # What reviewers asked of the earlier proposal of the source at hand.
    feedback: Feedback | None = None
    support: SupportCheck | None = None  # who is asked whether quotes support their sentences
    # who reads pictures; `UserError` where there is nobody
    pictures: Callable[[], PictureReading] = nobody_reads_pictures
    yes: bool = False  # whether a person has agreed to many pages and a high cost
    # Asks a person, where there is one; else a source that needs a yes waits.
    confirm: Callable[[str], bool] = lambda _: False
    schema: Schema | None = None  # with another limit of pages than the one of the wiki


def compile_source(
    source: Source, snapshot: Snapshot, librarian: Librarian, run: CompileRun
) -> Proposal:
    """Take one source through the seven stages to a checked proposal. Nothing is written.

    The stages are those of docs/architecture.md: read, extract, plan, write, assemble, check,
    propose. The source comes read. What the librarian extracts is cleaned, and numbered with the
    labels that the wiki has for claims of an earlier reading, so that a claim keeps its footnote
    for life. While it writes, the librarian may ask the gate about each page. Where only the file's
    name changed, no librarian is asked, and the citations follow the name. `UserError` says why
    nothing comes of the source.
    """
    run.say("reading")
    schema, wiki = run.schema or snapshot.schema, snapshot.wiki
    record = labels.source_record(source, wiki, snapshot.source_paths)
    source = replace(source, captured=source.captured or record.recorded("captured") or run.date)
    seen = read_pictures(source, record.recorded("source"), snapshot, run.pictures, run.say)
    source = seen.source
    if record.is_renamed(source):
        renamed = _follow_renamed_file(source, record, snapshot, run)
        if not renamed.gone:  # else another version of the reader reads it otherwise
            return build_proposal(renamed, snapshot, record)
    extraction = librarian.extract(source, schema)
    reading = replace(_read_claims(source, extraction, record, snapshot), feedback=run.feedback)
    kept, gone = labels.find_earlier_claims(reading.extraction, record.label, source, wiki)
    new = citations_of(reading.extraction, source, kept)
    reading, refused_claims = drop_bad_claims(
        reading, snapshot, new, verbatim=librarian.name == "extractive"
    )
    _require_claims(source, reading.extraction, refused_claims)
    run.say(f"planning {counted(len(reading.fresh), 'claim')}")
    plan = part_summary_from_thing(librarian.plan(reading, wiki, schema), wiki)
    plan = drop_echoed_confirmations(plan, find_echoed_source(source, snapshot))
    reading = replace(reading, summary=rename_summary(reading.summary, plan))
    for page in plan.pages:
        if not schema.allows_type(page.type, page.slug in wiki):
            where = wiki.facts[page.slug].path if page.slug in wiki else page.slug
            raise UserError(
                f"{source.path}: it concerns {where}, whose type {page.type!r} schema.md does not"
                " declare.",
                "Declare the type in schema.md, or correct the page's `type`.",
            )
    gate = make_page_gate(
        list(plan.pages),
        wiki,
        schema,
        lambda path: source if path == source.path else snapshot.source_or_none(path),
        new,
        snapshot.raw_stems,
        snapshot.hands,
    )
    run.say(f"writing {counted(len(plan.pages), 'page')}")
    results = librarian.write(plan, reading, wiki, schema, gate)
    written = [r for r in results if isinstance(r, PageEdits)]
    if all(p.plan.slug != reading.summary.slug for p in written) and reading.summary.slug in wiki:
        # The record of the source is renewed even where the words of its page stay.
        written.insert(0, PageEdits(reading.summary, ()))
    refused = [r for r in results if isinstance(r, Refusal)]
    change = ChangeSet(
        extraction=reading.extraction,
        source=source.without_text(),
        pages=tuple(_stamp_edits(replace(p, unmet=()), snapshot) for p in written),
        conflicts=plan.conflicts,
        left_out=plan.left_out,
        dropped=(
            *_collect_unmet_wishes(plan, written),
            *refused_claims,
            *plan.dropped,
            *(Dropped(f"the page {r.plan.title}", r.why) for r in refused),
        ),
        librarian=librarian.name,
        models=tuple(dict.fromkeys(c.model for c in run.costs())),
        prompts=run.prompts,
        costs=run.costs(),
        notes=(
            *run.notes,
            *seen.notes,
            *_note_wishes(run.feedback, librarian.name),
            *note_copies(reading.extraction, source, plan, snapshot),
            *run.server_notes(),
        ),
        kept=kept,
        gone=gone,
        unfinished=tuple(r.plan.title for r in refused),
        comparison=plan.comparison,
        date=run.date,
        base=snapshot.commit,
        transcript=seen.transcript,
    )
    run.say("checking")
    proposal = build_proposal(change, snapshot, record)
    return _check_support(proposal, snapshot, record, gate, run)


def _check_support(
    proposal: Proposal, snapshot: Snapshot, record: SourceRecord, gate: Gate, run: CompileRun
) -> Proposal:
    """Return the proposal with what is doubtful on its pages, where somebody can be asked.

    The costs are told anew, for asking adds to them.
    """
    if run.support is None:
        return proposal
    run.say("asking whether the quotes support the sentences")
    earlier = run.server_notes()
    checked = check_support(proposal, snapshot, record, gate, run.support)
    notes = [n for n in checked.change.notes if n not in earlier]
    change = replace(
        checked.change,
        costs=run.costs(),
        notes=tuple(dict.fromkeys((*notes, *run.server_notes()))),
    )
    return tell_change(checked, change)


def _collect_unmet_wishes(plan: Plan, written: Iterable[PageEdits]) -> list[Dropped]:
    """Return the reviewers' wishes that were not followed, each once.

    The planner's reason for a wish goes before the writers'.
    """
    found: dict[str, Dropped] = {}
    for row in (*plan.unmet, *(row for page in written for row in page.unmet)):
        found.setdefault(row.what, row)
    return list(found.values())


def _note_wishes(feedback: Feedback | None, librarian: str) -> tuple[str, ...]:
    """Return notes that say whose wishes this compile was given, and which of them it was not."""
    if feedback is None:
        return ()
    if librarian == "extractive" and feedback.remarks:
        return (WISHES_NOT_TAKEN,)
    count = len(feedback.remarks)
    people = ", ".join(dict.fromkeys(r.author for r in feedback.remarks))
    told = (
        [f"Compiled again with {counted(count, 'remark')} of reviewers ({people})."]
        if count
        else []
    )
    return (*told, *feedback.notes)


def _follow_renamed_file(
    source: Source, record: SourceRecord, snapshot: Snapshot, run: CompileRun
) -> ChangeSet:
    """Return the change set of a source that was only renamed: only its citations change."""
    note = (
        f"The file was renamed from {record.recorded('source')}; its words are the same, so nothing"
        " was read again."
    )
    change = change_citations_alone(source, record, snapshot, run.date, note)
    asked = run.feedback is not None and run.feedback.remarks
    return replace(change, notes=(note, WISHES_NOT_READ)) if asked else change


def change_citations_alone(
    source: Source, record: SourceRecord, snapshot: Snapshot, day: str, note: str
) -> ChangeSet:
    """Return a change set for which nothing is read: the citations get their places of now."""
    read = extraction_of_renamed(source, record)
    summary = labels.plan_summary(source, read, record, snapshot.wiki, snapshot.raw_stems)
    kept, gone = labels.find_earlier_claims(read, record.label, source, snapshot.wiki)
    return ChangeSet(
        extraction=read,
        source=source.without_text(),
        pages=(PageEdits(summary, ()),),
        conflicts=(),
        left_out=(),
        dropped=(),
        librarian="none",
        notes=(note,),
        kept=kept,
        gone=gone,
        date=day,
        base=snapshot.commit,
    )


def _read_claims(
    source: Source, extraction: Extraction, record: SourceRecord, snapshot: Snapshot
) -> ReadSource:
    extraction = keep_attested(_clean_metadata(extraction, source), source)
    _require_claims(source, extraction)
    wiki = snapshot.wiki
    extraction = labels.number_claims(extraction, record.label, wiki)
    summary = labels.plan_summary(source, extraction, record, wiki, snapshot.raw_stems)
    fresh = frozenset(
        c.id for c in extraction.claims if not set(wiki.pages_stating(c.id)) - {summary.slug}
    )
    return ReadSource(source, extraction, summary, fresh)


def _require_claims(
    source: Source, extraction: Extraction, refused: Sequence[Dropped] = ()
) -> None:
    if not extraction.claims:
        why = "".join(f" “{shorten(row.what, 80)}”: {row.why}." for row in refused[:3])
        raise UserError(
            f"{source.path}: no claim was found in it.{why}",
            "Look at the file: is the text in it, and is it prose?",
        )


def _clean_metadata(extraction: Extraction, source: Source) -> Extraction:
    """Return the extraction with each text of its metadata on one line and nothing hidden in it."""
    return replace(
        extraction,
        title=first_title(normalise(extraction.title), title_from_path(source.path)),
        author=normalise(extraction.author),
        status=normalise(extraction.status),
        effective=normalise(extraction.effective),
        summary=normalise(extraction.summary),
        concepts=tuple(dict.fromkeys(normalise(c) for c in extraction.concepts)),
        claims=tuple(replace(c, heading=normalise(c.heading)) for c in extraction.claims),
    )


def _stamp_edits(page_edits: PageEdits, snapshot: Snapshot) -> PageEdits:
    """Add to each edit the digest of what it was made against.

    An edit that does not fit is left for the gate to refuse.
    """
    if page_edits.plan.slug not in snapshot.wiki:
        return page_edits
    page = snapshot.wiki.page(page_edits.plan.slug)
    try:
        return replace(page_edits, edits=edits.stamp_edits(page, page_edits.edits))
    except edits.EditError:
        return page_edits


def replay_change(change: ChangeSet, snapshot: Snapshot) -> Proposal | None:
    """Lay an earlier change set over a newer wiki; None where the source must be read again.

    That is where an edit no longer holds, and where a page that was to be created exists by now:
    the librarian is asked what to write there, instead of the two texts being put one behind the
    other.
    """
    try:
        fitting, grown = fit_to_wiki(change, snapshot.wiki, snapshot.schema)
        return None if grown else build_proposal(replace(fitting, base=snapshot.commit), snapshot)
    except UserError:
        return None


def compile_all(
    sources: Iterable[Source],
    snapshot: Snapshot,
    librarian: Librarian,
    run_for: Callable[[Source], CompileRun],
    force: bool = False,
) -> Iterable[Outcome]:
    """Compile each source against the same wiki, and yield what became of each.

    One that fails does not stop the others. A source that is already proposed, and whose proposal
    still fits the wiki, is not read again unless `force`, or unless reviewers asked for something.
    Once the model cannot be asked at all, the others wait: they would fare no better. A mistake of
    ours over one of them is raised when the others are through.
    """
    broken: list[Exception] = []
    stopped = False
    for source in sources:
        if stopped:
            yield Outcome(source.path, waits=True)
            continue
        run = run_for(source)
        try:
            refuse_if_human(snapshot.repo, branch_of_source(source.path), snapshot.commit)
            kept = (
                None
                if force or run.feedback
                else find_earlier_proposal(source, snapshot, librarian.name, run)
            )
            yield Outcome(
                source.path,
                kept or compile_if_agreed(source, snapshot, librarian, run),
            )
        except UserError as error:
            stopped = isinstance(error, RunStopped)
            yield Outcome(source.path, error=add_cost_to_hint(error, run))
        except Exception as error:
            from pipeline.adapters.machine_faults import explain_fault

            if explain_fault(error):  # a full disk, say: it is the same for all
                raise
            error.add_note(f"It happened over {source.path}.")
            broken.append(error)
    if broken:
        raise (
            broken[0]
            if len(broken) == 1
            else ExceptionGroup("mistakes over several sources", broken)
        )


def compile_if_agreed(
    source: Source, snapshot: Snapshot, librarian: Librarian, run: CompileRun
) -> Proposal:
    """Compile a source, if it needs no person's yes or has it; `NeedsYes` where it waits."""
    question = find_question(source, snapshot, librarian.name)
    if question and not (run.yes or run.confirm(f"{source.path}: {question} Compile it?")):
        raise needs_yes(source.path, question)
    if question:
        run = replace(run, schema=lift_limit(source, snapshot, librarian.name))
    return compile_source(source, snapshot, librarian, run)


def add_cost_to_hint(error: UserError, run: CompileRun) -> UserError:
    """Add to an error's hint what the failed source has cost all the same."""
    dollars = sum(c.dollars for c in run.costs())
    paid = (
        f"It cost ${dollars:.4f}; replies that were whole are kept and not paid for again."
        if dollars
        else ""
    )
    error.hint = f"{error.hint} {paid}".strip()
    return error


def find_earlier_proposal(
    source: Source, snapshot: Snapshot, librarian: str, run: CompileRun
) -> Proposal | None:
    """Return the proposal that an earlier run made of this very source, laid over the wiki of now.

    None where schema, librarian, prompts or the pages it would update have changed since.
    """
    branch = branch_of_source(source.path)
    tip = snapshot.repo.resolve(f"refs/heads/{branch}")
    said = read_trailers(snapshot.repo.message(tip)) if tip else {}
    fits = (
        said.get("Wiki-Source-SHA256") == source.sha256
        and said.get("Wiki-Schema") == snapshot.schema.hash
    )
    change = (
        read_kept_change(snapshot.repo, branch)
        if fits and said.get("Wiki-Librarian") == librarian
        else None
    )
    if (
        change is None
        or change.source.sha256 != source.sha256
        or change.unfinished
        or _without_feedback_prompt(change.prompts) != _without_feedback_prompt(run.prompts)
        or not _pages_read_as_then(change, snapshot)
    ):
        return None
    return replay_change(change, snapshot)


def _without_feedback_prompt(rows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the prompts without the one for feedback.

    Else a proposal that reviewers had made better would be made anew without them.
    """
    return {row for row in rows if row[0] != FEEDBACK_PROMPT}


def _pages_read_as_then(change: ChangeSet, snapshot: Snapshot) -> bool:
    """Tell whether the pages a change updates read as they did when it was made.

    It has not weighed what else came to stand there.
    """
    repo = snapshot.repo
    if repo.resolve(change.base) is None:
        return False
    then = {blob.path: blob.sha for blob in repo.tree(change.base, "wiki")}
    for page_edits in change.pages:
        page = (
            snapshot.wiki.page(page_edits.plan.slug)
            if page_edits.plan.slug in snapshot.wiki
            else None
        )
        if page is not None:
            old = repo.read(then[page.path]).decode("utf-8", "replace") if page.path in then else ""
            if Page.parse(page.path, old).body != page.body:
                return False
    return True
