"""Turn a change without a new source into a checked proposal: a branch with its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.adapters.files import stage_files
from pipeline.adapters.git.repository import Repository
from pipeline.core.bookkeeping import derive as derived
from pipeline.core.bookkeeping.affected_pages import find_affected_pages, find_stale_pages
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.log import (
    LOG_PATH,
    append_due,
    append_log,
    escape_log_title,
    source_row,
)
from pipeline.core.bookkeeping.ownership import cites_ours, has_bookkeeping
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.inert import make_inert, make_plain_line
from pipeline.core.github.places import Places
from pipeline.core.markup import markdown
from pipeline.core.paths import kept_path, slug_of_path
from pipeline.core.upkeep.merge_pages import merge_page_into
from pipeline.core.upkeep.never_merge import never_merge_pages
from pipeline.core.upkeep.pull_request import write_upkeep_body
from pipeline.core.upkeep.remnant import Wording
from pipeline.core.upkeep.rename import rename_page
from pipeline.core.upkeep.replace_source import replace_source
from pipeline.core.upkeep.retract import retract_source
from pipeline.core.upkeep.thin_page import NO_WORDING
from pipeline.core.upkeep.upkeep import UPKEEP_BRANCHES, Upkeep, UpkeepVerb, branch_of_upkeep
from pipeline.core.values import FileChange, Finding, Removal
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.compile.keep_proposal import PublishedProposal, refuse_if_human
from pipeline.operations.compile.read_pictures import whole_source
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.upkeep.checks import (
    SCHEMA_FILE,
    refuse_faults,
    refuse_garbled,
    refuse_losses,
    refuse_paths,
    reworded_sentences,
    text_before,
)

_MOST_MESSAGE_ROWS = 200


@dataclass(frozen=True)
class UpkeepProposal:
    """An upkeep that passed every check, ready to become a branch and a pull request."""

    upkeep: Upkeep
    branch: str
    title: str
    message: str
    files: tuple[FileChange, ...]
    findings: tuple[Finding, ...]
    base: str

    def body(self, places: Places | None = None) -> str:
        """Return the text of the pull request; without `places`, for a local branch."""
        return write_upkeep_body(self.upkeep, self.files, self.findings, places)


def make_upkeep(
    verb: UpkeepVerb,
    arguments: Sequence[str],
    snapshot: Snapshot,
    wording: Wording = NO_WORDING,
) -> Upkeep:
    """Make the upkeep of a command, or that of a pull request anew, on the wiki as it is.

    `wording` are new words of the remnants that it leaves without them. `UserError` where it cannot
    be made.
    """
    wiki, schema = snapshot.wiki, snapshot.schema
    match verb, tuple(arguments):
        case "retract", (source,):
            kept = kept_path(source) in snapshot.texts
            return retract_source(source, source in snapshot.raw, wiki, schema, kept, wording)
        case "replace", (old, new):
            there, kept = old in snapshot.raw, kept_path(old) in snapshot.texts
            by = whole_source(new, snapshot)
            return replace_source(old, by, there, wiki, schema, kept, wording)
        case "merge", ("--never", page, other):
            return never_merge_pages(
                page, other, wiki, schema, text_before(SCHEMA_FILE, snapshot) or ""
            )
        case "merge", (page, into):
            return merge_page_into(page, into, wiki, schema)
        case "rename", (page, title):
            return rename_page(page, title, wiki, snapshot.raw_stems)
    raise UserError(f"This cannot be made again: {verb}.", "Ask for it anew.")


def propose_upkeep(upkeep: Upkeep, snapshot: Snapshot, day: str) -> UpkeepProposal:
    """Do the bookkeeping of an upkeep and check it; return what may become a branch.

    `UserError` where it is refused, or would lose something that it does not name. `NothingNew`
    where there is nothing to change.
    """
    before = snapshot.wiki
    pages = {path: text for path, text in upkeep.texts.items() if is_page(path)}
    others = {
        path: text for path, text in upkeep.texts.items() if path not in pages and path != LOG_PATH
    }
    refuse_paths(upkeep, snapshot)
    refuse_garbled(pages, snapshot)
    schema = _new_schema(others, snapshot)
    pages = {path: _date_page(path, text, upkeep, before, day) for path, text in pages.items()}
    staged = before.with_texts(pages)
    moved = find_affected_pages(before, staged, set(pages)) | find_stale_pages(staged)
    moved |= {slug_of_path(path) for path, text in pages.items() if text is not None}
    made = derive(staged, schema, recorded_voices(staged), snapshot.index, moved, (before,))
    final = {**pages, **made}
    changed = {path: text for path, text in final.items() if text != text_before(path, snapshot)}
    upkeep = (
        replace(upkeep, told=(*_changed_confidences(changed, before), *upkeep.told))
        if upkeep.verb == "fix"
        else upkeep
    )
    upkeep = replace(upkeep, removed=(*upkeep.removed, *_unused_footnotes(changed, before)))
    changed |= {path: text for path, text in others.items() if text != text_before(path, snapshot)}
    log = upkeep.texts.get(LOG_PATH) or snapshot.log
    if not changed and log == snapshot.log:
        raise NothingNew(f"{upkeep.title}: there is nothing to change.", "Nothing was written.")
    files = _all_files(changed, set(upkeep.texts), upkeep, snapshot, log, day)
    after = before.with_texts({path: text for path, text in changed.items() if is_page(path)})
    refuse_losses(upkeep, before, after, changed)
    upkeep = replace(
        upkeep, removed=(*upkeep.removed, *reworded_sentences(upkeep, snapshot, after, changed))
    )
    findings = refuse_faults(upkeep, snapshot, schema, after, files)
    proposal = UpkeepProposal(
        upkeep,
        branch_of_upkeep(upkeep),
        make_plain_line(upkeep.title, 200),
        _commit_message(upkeep, files),
        files,
        findings,
        snapshot.commit,
    )
    proposal.body()  # refused while nothing is written, if it does not fit
    return proposal


def _changed_confidences(changed: Mapping[str, str | None], before: Wiki) -> Iterator[str]:
    """Yield a line for each page whose confidence a safe fix changes by the way.

    Readers go by the confidence, and no finding was about it.
    """
    for path, made in sorted(changed.items()):
        old = before.facts.get(slug_of_path(path)) if is_page(path) else None
        new = (
            str(Page.parse(path, made).meta.get("confidence") or "")
            if old and made is not None
            else ""
        )
        if old and new and old.confidence and new != old.confidence:
            yield (
                f"{path}: its `confidence` changes from {old.confidence[:40]} to {new}, as its"
                " sources have it"
            )


def _unused_footnotes(changed: Mapping[str, str | None], before: Wiki) -> Iterator[Removal]:
    """Yield the footnotes of ours that go because no sentence of their page refers to them."""
    for path, made in sorted(changed.items()):
        facts = before.at(path)
        if facts is None or made is None:
            continue
        slug = facts.slug
        old, new = before.page(slug), Page.parse(path, made)
        for label, said in old.definitions.items():
            if (
                label not in old.labels
                and label not in new.definitions
                and cites_ours(label, said, path, before)
            ):
                yield Removal(
                    f"the footnote [^{label}] of {slug}", "no sentence of the page refers to it"
                )


def _new_schema(others: Mapping[str, str | None], snapshot: Snapshot) -> Schema:
    new = others.get(SCHEMA_FILE)
    return Schema.parse(new) if new is not None else snapshot.schema


def _date_page(path: str, new: str | None, upkeep: Upkeep, before: Wiki, day: str) -> str | None:
    """Return a page's text with the day in it, where its words change.

    That a link follows its page changes no words.
    """
    if new is None or upkeep.verb == "rename":
        return new
    page, facts = Page.parse(path, new), before.at(path)
    old = before.page(facts.slug).body if facts else None
    if not page.front or (
        old is not None and markdown.to_plain_text(old) == markdown.to_plain_text(page.body)
    ):
        return new
    if not has_bookkeeping(page, before) or derived.find_obstacle_line(page):
        return new
    return derived.set_front_matter(page, created=str(page.meta.get("created") or day), updated=day)


def _all_files(
    changed: Mapping[str, str | None],
    mine: set[str],
    upkeep: Upkeep,
    snapshot: Snapshot,
    log: str,
    day: str,
) -> tuple[FileChange, ...]:
    rows = [
        FileChange(path, text_before(path, snapshot), new, derived=path not in mine)
        for path, new in sorted(changed.items())
    ]
    due = append_due(log, snapshot.due)
    entry = append_log(due, _log_entry(upkeep, rows, day, snapshot.wiki))
    return (*rows, FileChange(LOG_PATH, snapshot.log or None, entry, derived=True))


def _log_entry(upkeep: Upkeep, files: Iterable[FileChange], day: str, before: Wiki) -> str:
    """Return the entry of the log, in the form of its other entries.

    It answers for a source that leaves.
    """
    pages = [f for f in files if is_page(f.path) and not f.derived]
    lines = []
    if upkeep.verb in ("retract", "replace"):
        source = upkeep.arguments[0]
        record = before.records.get(source)
        lines.append(source_row(source, record.record.get("sha256", "") if record else ""))
    lines += [
        f"- {word}: {', '.join(f'[[{slug_of_path(f.path)}]]' for f in found)}"
        for word, found in (
            ("created", [f for f in pages if f.before is None]),
            ("updated", [f for f in pages if f.before is not None and f.after is not None]),
        )
        if found
    ]
    gone = [f"`{f.path.replace('`', '')}`" for f in files if f.after is None and not f.derived]
    lines += [f"- removed: {', '.join(gone)}"] if gone else []
    lines += [f"- updated: `{f.path}`" for f in files if f.path == SCHEMA_FILE]
    # This row must be the last that the log says of the source: else `log-drift` misses its record.
    if upkeep.verb == "retract":
        lines = [source_row(upkeep.arguments[0], ""), *lines]
    word, title = "lint", upkeep.title
    if upkeep.verb == "file":  # the log has the question, and not what becomes of its answer
        word, title = "query", title.partition(": ")[2]
    if upkeep.verb == "make":
        word = "make"
    return "\n" + "\n".join([f"## [{day}] {word} | {escape_log_title(title)}", "", *lines]) + "\n"


def _commit_message(upkeep: Upkeep, files: Iterable[FileChange]) -> str:
    """Return the commit message: a subject, the files, and trailers for machines."""
    rows = [
        f"- {'remove' if f.after is None else 'write'} {make_plain_line(f.path, 300)}"
        for f in files
        if not f.derived
    ]
    rows = [
        *rows[:_MOST_MESSAGE_ROWS],
        *(
            [f"- and {len(rows) - _MOST_MESSAGE_ROWS} more"]
            if len(rows) > _MOST_MESSAGE_ROWS
            else []
        ),
    ]
    trailer = f"Wiki-Upkeep: {upkeep.verb}\nWiki-About: {make_plain_line(upkeep.name, 200)}"
    return f"{make_plain_line(upkeep.title, 72)}\n\n" + "\n".join(rows) + f"\n\n{trailer}\n"


def publish_upkeep(proposal: UpkeepProposal, repo: Repository, base: str) -> PublishedProposal:
    """Write the proposal as one commit on its branch; `UserError` if a person committed there."""
    refuse_if_human(repo, proposal.branch, base)
    tip = repo.resolve(f"refs/heads/{proposal.branch}")
    commit = commit_proposal(proposal, repo, base)
    moved = tip is None or repo.tree_of(tip) != repo.tree_of(commit) or repo.parents(tip) != [base]
    where = repo.private / "proposals" / f"{proposal.branch.removeprefix(UPKEEP_BRANCHES)}.md"
    with stage_files({where: f"# {make_inert(proposal.title)}\n\n{proposal.body()}"}):
        if moved:
            repo.move_branch(proposal.branch, commit, tip)
    return PublishedProposal(proposal.branch, commit if moved or tip is None else tip, where, moved)


def commit_proposal(proposal: UpkeepProposal, repo: Repository, base: str) -> str:
    """Write a proposal as a commit on top of `base`, and return its id."""
    return repo.commit(base, {f.path: f.after for f in proposal.files}, proposal.message)
