"""Upkeep: a change to the wiki without a new source, checked as a compile is, becomes a branch with its text, or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import rules
from pipeline.adapters.files import staged
from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping import derive as derived
from pipeline.core.bookkeeping.derive import affected, derive, recorded_voices
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.bookkeeping.log import LOG, append_log, log_title, source_row
from pipeline.core.bookkeeping.ownership import cites_ours, has_bookkeeping, taken
from pipeline.core.changes import edits, touched_files
from pipeline.core.changes.losses import still_links
from pipeline.core.changes.lost_sentences import of_people, vanished
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.findings.view import View
from pipeline.core.github.inert import inert, plain_line
from pipeline.core.github.places import Places
from pipeline.core.github.state import LABELS, UPKEEP, PullRequest, is_ours
from pipeline.core.markup import markdown
from pipeline.core.text import is_garbled, shorten
from pipeline.core.upkeep.merge_pages import merge_pages
from pipeline.core.upkeep.never_merge import never_merge
from pipeline.core.upkeep.pull_request import text
from pipeline.core.upkeep.rename import rename
from pipeline.core.upkeep.replace_source import replace_source
from pipeline.core.upkeep.retract import retract
from pipeline.core.upkeep.upkeep import BRANCHES, Upkeep, Verb, branch_of
from pipeline.core.values import FileChange, Finding, Removal, Source
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.compile.propose import Published, file_faults, refuse_if_human
from pipeline.operations.github.open_proposals import people_on
from pipeline.operations.repository.snapshot import Snapshot

SCHEMA = "schema.md"
# Judged here by other means: what goes by the whole wiki and not page by page, where it may write by its verb.
_OURS = frozenset({"lost-claim", "forbidden-path"})
_MOST_ROWS = 200


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
        """Return the text; without `places` for a local branch."""
        return text(self.upkeep, self.files, self.findings, places)


def make(verb: Verb, arguments: Sequence[str], snapshot: Snapshot) -> Upkeep:
    """Make the upkeep of a command, or again that of a pull request, on the wiki as it is. `UserError` where it cannot be."""
    wiki, schema = snapshot.wiki, snapshot.schema
    match verb, tuple(arguments):
        case "retract", (source,):
            return retract(source, source in snapshot.raw, wiki, schema)
        case "replace", (old, new):
            return replace_source(old, snapshot.source(new), old in snapshot.raw, wiki, schema)
        case "merge", ("--never", page, other):
            return never_merge(page, other, wiki, schema, _before(SCHEMA, snapshot) or "")
        case "merge", (page, into):
            return merge_pages(page, into, wiki, schema)
        case "rename", (page, title):
            return rename(page, title, wiki, snapshot.raw_stems)
    raise UserError(f"This cannot be made again: {verb}.", "Ask for it anew.")


def propose(upkeep: Upkeep, snapshot: Snapshot, day: str) -> UpkeepProposal:
    """Do the bookkeeping of an upkeep and check it. `UserError` where it is refused or would lose something unsaid."""
    before = snapshot.wiki
    pages = {path: text for path, text in upkeep.texts.items() if is_page(path)}
    others = {path: text for path, text in upkeep.texts.items() if path not in pages and path != LOG}
    _refuse_paths(upkeep, snapshot)
    _refuse_garbled(pages, snapshot)
    schema = _schema(others, snapshot)
    pages = {path: _dated(path, text, upkeep, before, day) for path, text in pages.items()}
    staged = before.with_texts(pages)
    moved = affected(before, staged, set(pages)) | {_slug(path) for path, text in pages.items() if text is not None}
    made = derive(staged, schema, recorded_voices(staged), snapshot.index, moved, (before,))
    final = {**pages, **made}
    changed = {path: text for path, text in final.items() if text != _before(path, snapshot)}
    upkeep = replace(upkeep, told=(*_confidence(changed, before), *upkeep.told)) if upkeep.verb == "fix" else upkeep
    upkeep = replace(upkeep, removed=(*upkeep.removed, *_unused(changed, before)))
    changed |= {path: text for path, text in others.items() if text != _before(path, snapshot)}
    log = upkeep.texts.get(LOG) or snapshot.log
    if not changed and log == snapshot.log:
        raise NothingNew(f"{upkeep.title}: there is nothing to change.", "Nothing was written.")
    files = _files(changed, set(upkeep.texts), upkeep, snapshot, log, day)
    after = before.with_texts({path: text for path, text in changed.items() if is_page(path)})
    _refuse_losses(upkeep, before, after, changed)
    upkeep = replace(upkeep, removed=(*upkeep.removed, *_reworded(upkeep, snapshot, after, changed)))
    findings = _judged(upkeep, snapshot, schema, after, files)
    proposal = UpkeepProposal(
        upkeep,
        branch_of(upkeep),
        plain_line(upkeep.title, 200),
        _message(upkeep, files),
        files,
        findings,
        snapshot.commit,
    )
    proposal.body()  # refused while nothing is written, if it does not fit
    return proposal


def _confidence(changed: Mapping[str, str | None], before: Wiki) -> Iterator[str]:
    """Tell of each page whose confidence a safe fix changes by the way: readers go by it, and no finding was about it."""
    for path, made in sorted(changed.items()):
        old = before.facts.get(_slug(path)) if is_page(path) else None
        new = str(Page.parse(path, made).meta.get("confidence") or "") if old and made is not None else ""
        if old and new and old.confidence and new != old.confidence:
            yield f"{path}: its `confidence` changes from {old.confidence[:40]} to {new}, as its sources have it"


def _unused(changed: Mapping[str, str | None], before: Wiki) -> Iterator[Removal]:
    """Yield the footnotes of ours that go because no sentence of their page refers to them."""
    for path, made in sorted(changed.items()):
        slug = _slug(path)
        if not is_page(path) or made is None or slug not in before or before.facts[slug].path != path:
            continue
        old, new = before.page(slug), Page.parse(path, made)
        for label, said in old.definitions.items():
            if label not in old.labels and label not in new.definitions and cites_ours(label, said, path, before):
                yield Removal(f"the footnote [^{label}] of {slug}", "no sentence of the page refers to it")


def _slug(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _before(path: str, snapshot: Snapshot) -> str | None:
    """Return a file's text as the commit has it; of a source only that it is there."""
    wiki = snapshot.wiki
    slug = _slug(path)
    if is_page(path):
        return wiki.text(slug) if slug in wiki and wiki.facts[slug].path == path else None
    if path == SCHEMA:
        blob = next(b for b in snapshot.repo.tree(snapshot.commit, SCHEMA))
        return snapshot.repo.read(blob.sha).decode("utf-8", "replace")
    return "" if path in snapshot.raw else snapshot.index.get(path)


def _refuse_paths(upkeep: Upkeep, snapshot: Snapshot) -> None:
    """Raise `UserError` where an upkeep would write what is not its business."""
    folders = {t.folder for t in snapshot.schema.rules.types}
    for path, new in upkeep.texts.items():
        page = is_page(path) and touched_files.may_write(path, _before(path, snapshot) is not None, folders)
        index = is_index(path) and touched_files.may_write(path, False, {*folders, "index"})
        source = upkeep.verb in ("retract", "replace") and path.startswith("raw/") and new is None
        log = upkeep.verb == "fix" and path == LOG and new is not None and new.startswith(snapshot.log)
        if not (page or index or source or log or (path == SCHEMA and new is not None and upkeep.verb == "merge")):
            raise UserError(f"{path} is not for “{upkeep.verb}” to write.", "Nothing was written.")


def _refuse_garbled(pages: Mapping[str, str | None], snapshot: Snapshot) -> None:
    """Raise `UserError` where a page would be written again whose bytes are no UTF-8: what they mean would be lost."""
    for path, new in pages.items():
        if is_garbled(new) and is_garbled(_before(path, snapshot)):
            raise UserError(f"{path} is not UTF-8, or holds the sign U+FFFD for a lost one.", "Mend it first.")


def _schema(others: Mapping[str, str | None], snapshot: Snapshot) -> Schema:
    new = others.get(SCHEMA)
    return Schema.parse(new) if new is not None else snapshot.schema


def _dated(path: str, new: str | None, upkeep: Upkeep, before: Wiki, day: str) -> str | None:
    """Return a page's text with the day in it, where its words change; that a link follows its page changes none."""
    if new is None or upkeep.verb == "rename":
        return new
    page, slug = Page.parse(path, new), _slug(path)
    old = before.page(slug).body if slug in before and before.facts[slug].path == path else None
    if not page.front or (old is not None and markdown.plain(old) == markdown.plain(page.body)):
        return new
    if not has_bookkeeping(page, before) or derived.obstacle(page):
        return new
    return derived.dated(page, created=str(page.meta.get("created") or day), updated=day)


def _files(
    changed: Mapping[str, str | None], mine: set[str], upkeep: Upkeep, snapshot: Snapshot, log: str, day: str
) -> tuple[FileChange, ...]:
    rows = [
        FileChange(path, _before(path, snapshot), new, derived=path not in mine)
        for path, new in sorted(changed.items())
    ]
    entry = append_log(log, _entry(upkeep, rows, day, snapshot.wiki))
    return (*rows, FileChange(LOG, snapshot.log or None, entry, derived=True))


def _entry(upkeep: Upkeep, files: Iterable[FileChange], day: str, before: Wiki) -> str:
    """Return what the log says of it, in the form of its other entries; it answers for a source that leaves."""
    pages = [f for f in files if is_page(f.path) and not f.derived]
    lines = []
    if upkeep.verb in ("retract", "replace"):
        source = upkeep.arguments[0]
        record = before.records.get(source)
        lines.append(source_row(source, record.record.get("sha256", "") if record else ""))
    lines += [
        f"- {word}: {', '.join(f'[[{_slug(f.path)}]]' for f in found)}"
        for word, found in (
            ("created", [f for f in pages if f.before is None]),
            ("updated", [f for f in pages if f.before is not None and f.after is not None]),
        )
        if found
    ]
    gone = [f"`{f.path.replace('`', '')}`" for f in files if f.after is None and not f.derived]
    lines += [f"- removed: {', '.join(gone)}"] if gone else []
    lines += [f"- updated: `{f.path}`" for f in files if f.path == SCHEMA]
    if upkeep.verb == "retract":  # the last that the log says of the source: else `log-drift` misses its record
        lines = [source_row(upkeep.arguments[0], ""), *lines]
    return "\n" + "\n".join([f"## [{day}] lint | {log_title(upkeep.title)}", "", *lines]) + "\n"


def _message(upkeep: Upkeep, files: Iterable[FileChange]) -> str:
    """Return the commit message: a subject, the files, and trailers for machines."""
    rows = [f"- {'remove' if f.after is None else 'write'} {plain_line(f.path, 300)}" for f in files if not f.derived]
    rows = [*rows[:_MOST_ROWS], *([f"- and {len(rows) - _MOST_ROWS} more"] if len(rows) > _MOST_ROWS else [])]
    trailer = f"Wiki-Upkeep: {upkeep.verb}\nWiki-About: {plain_line(upkeep.name, 200)}"
    return f"{plain_line(upkeep.title, 72)}\n\n" + "\n".join(rows) + f"\n\n{trailer}\n"


# --- nothing is lost unsaid -----------------------------------------------------------------------------------


def _refuse_losses(upkeep: Upkeep, before: Wiki, after: Wiki, changed: Mapping[str, str | None]) -> None:
    """Raise `UserError` where something goes that is not named among what is removed, with a reason."""
    silent = [
        f"{path}: {what}"
        for path in changed
        if is_page(path) and _slug(path) in before and before.facts[_slug(path)].path == path
        for what in _unsaid(path, upkeep, before, after)
    ]
    if silent:
        more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
        raise UserError(
            f"{upkeep.title}: refused, for this would go without a reason: {'; '.join(silent[:5])}{more}.",
            "Nothing was written.",
        )


def _reworded(upkeep: Upkeep, snapshot: Snapshot, after: Wiki, changed: Mapping[str, str | None]) -> Iterator[Removal]:
    """Yield the sentences that no changed page says any more and that the upkeep does not name.

    `UserError` where people wrote one, on a page that stays: it would go without a reason.
    """
    before = snapshot.wiki
    there = [p for p in changed if is_page(p) and _slug(p) in before and before.facts[_slug(p)].path == p]
    now = [
        after.page(_slug(p)) for p in changed if is_page(p) and _slug(p) in after and after.facts[_slug(p)].path == p
    ]
    gone = vanished((before.page(_slug(p)) for p in there), now)
    for path, found in gone.items():
        slug, old = _slug(path), before.page(_slug(path))
        left = [s for s in found if edits.unexplained([edits.Loss("sentence", s.words)], upkeep.removed)]
        stays = path in upkeep.moved or changed[path] is not None
        of_people_ = of_people(left, old, before, snapshot.hands(path)) if left and stays else []
        if of_people_:
            words = "; ".join(f"“{shorten(s.words, 120)}”" for s in of_people_[:5])
            raise UserError(
                f"{upkeep.title}: refused, for this would go from {path} without a reason: {words}.",
                "Nothing was written.",
            )
        why = "it is said otherwise now, or stood on what goes" if stays else "it stood on a page that goes"
        yield from (Removal(f"from {slug}: “{s.words}”", why) for s in left)


def _unsaid(path: str, upkeep: Upkeep, before: Wiki, after: Wiki) -> Iterable[str]:
    slug = _slug(path)
    old = before.page(slug)
    there = _slug(upkeep.moved.get(path, path))
    new = after.page(there) if there in after else None
    if new is None or new.path != upkeep.moved.get(path, path):
        yield from [] if _is_named(slug, upkeep.removed) else ["the page"]
        last = [x for x in old.labels if not after.pages_citing(x) and before.citation(x)]
        yield from (str(x) for x in edits.unexplained([edits.Loss("citation", x) for x in last], upkeep.removed))
        return
    names = [r.what for r in upkeep.removed if len(r.reason.strip()) > 3]
    if (
        upkeep.verb != "merge" or there == slug
    ):  # of a page that becomes part of another `merge_pages` tells what differs
        yield from (what for what in taken(old, new, before) if what not in names)
    lost = [x for x in edits.losses(old, new) if not (x.kind == "link" and still_links(x.what, new, before, after))]
    yield from (str(x) for x in edits.unexplained(lost, upkeep.removed))


def _is_named(slug: str, removed: Iterable[Removal]) -> bool:
    return any(slug in r.what.split() or f"`{slug}`" in r.what for r in removed if len(r.reason.strip()) > 3)


# --- the gate -------------------------------------------------------------------------------------------------


def _judged(
    upkeep: Upkeep, snapshot: Snapshot, schema: Schema, after: Wiki, files: tuple[FileChange, ...]
) -> tuple[Finding, ...]:
    """Run the gate on what changes, and on pages whose links it may have broken; a fault counts only if it is new."""
    gone = {path for path, text in upkeep.texts.items() if text is None}

    def source(path: str) -> Source | None:
        return None if path in gone else snapshot.source_or_none(path)

    stems = frozenset(snapshot.raw_stems)
    changed = [f for f in files if is_page(f.path)]
    new = tuple(after.page(_slug(f.path)) for f in changed if f.after is not None)
    view = View(new, after, schema, source, snapshot.wiki, {}, files, stems, render=gfm.rendering)
    found = rules.run(view, set(rules.GATE) - _OURS)
    names = {name for f in changed if f.before is not None for name in _names(f.path, snapshot.wiki)}
    broken = {name for name in names if after.resolve(name) is None}
    others = (
        tuple(after.page(facts.slug) for facts in after.facts.values() if broken.intersection(facts.links))
        if broken
        else ()
    )
    found += rules.run(replace(view, pages=others), ["dead-link"])
    old = tuple(snapshot.wiki.page(_slug(f.path)) for f in changed if f.before is not None)
    was = View(
        (*old, *(snapshot.wiki.page(p.slug) for p in others)),
        snapshot.wiki,
        snapshot.schema,
        snapshot.source_or_none,
        raw_stems=stems,
        haystacks=view.haystacks,
        render=gfm.rendering,
    )
    known = {(f.rule, f.subject, f.message) for f in rules.run(was, {f.rule for f in found})} if found else set()
    fresh = [f for f in dict.fromkeys(found) if (f.rule, f.subject, f.message) not in known]
    fresh += file_faults(files, snapshot)
    errors = [f"{f.path}:{f.line}: {f.rule}: {f.message}" for f in fresh if f.severity == "error"]
    if errors:
        raise UserError(f"{upkeep.title}: refused: {'; '.join(errors[:5])}.", "Nothing was written.")
    return tuple(fresh)


def _names(path: str, wiki: Wiki) -> tuple[str, ...]:
    facts = wiki.facts.get(_slug(path))
    return facts.names if facts and facts.path == path else ()


# --- the local door -------------------------------------------------------------------------------------------


def publish(proposal: UpkeepProposal, repo: Repository, base: str) -> Published:
    """Write the proposal as one commit on its branch; `UserError` where a person has committed there."""
    refuse_if_human(repo, proposal.branch, base)
    tip = repo.resolve(f"refs/heads/{proposal.branch}")
    commit = _commit(proposal, repo, base)
    moved = tip is None or repo.tree_of(tip) != repo.tree_of(commit) or repo.parents(tip) != [base]
    where = repo.private / "proposals" / f"{proposal.branch.removeprefix(BRANCHES)}.md"
    with staged({where: f"# {inert(proposal.title)}\n\n{proposal.body()}"}):
        if moved:
            repo.move_branch(proposal.branch, commit, tip)
    return Published(proposal.branch, commit if moved or tip is None else tip, where, moved)


def _commit(proposal: UpkeepProposal, repo: Repository, base: str) -> str:
    return repo.commit(base, {f.path: f.after for f in proposal.files}, proposal.message)


# --- the door on GitHub ---------------------------------------------------------------------------------------


def offer(proposal: UpkeepProposal, hub: GitHub, remote: Remote, repo: Repository, run: str = "") -> int:
    """Push the branch, and open or renew its one pull request; return the number."""
    hub.ensure_labels(LABELS)
    known = next((p for p in hub.pulls("open", proposal.branch) if is_ours(p, hub.bots)), None)
    _push(proposal, known, hub, remote, repo)
    places = Places(f"{hub.server}/{hub.repository}", proposal.base, proposal.branch, run)
    body = proposal.body(places)
    pull = known or hub.create_pull(proposal.title, body, proposal.branch, hub.default_branch())
    if pull.title != proposal.title or pull.body.split() != body.split():
        hub.update_pull(pull.number, title=proposal.title, body=body)
    if UPKEEP.name not in pull.labels:
        hub.label(pull.number, UPKEEP.name)
    return pull.number


def _push(proposal: UpkeepProposal, known: PullRequest | None, hub: GitHub, remote: Remote, repo: Repository) -> None:
    """Move the branch on GitHub to the proposal, unless it holds just that; `UserError` where a person has committed there."""
    ref = f"refs/heads/{proposal.branch}"
    tip = remote.fetch(ref).get(ref)
    if tip and (people := people_on(proposal.branch, hub.default_branch(), repo, remote)):
        where = f" (#{known.number})" if known else ""
        raise UserError(
            f"The branch {proposal.branch}{where} holds commits by people ({people[0]!r}), which are never overwritten.",
            "Merge it, or close it and delete the branch, then ask again.",
        )
    commit = _commit(proposal, repo, proposal.base)
    same = tip is not None and repo.tree_of(tip) == repo.tree_of(commit) and repo.parents(tip) == [proposal.base]
    if not same:
        remote.push({ref: (commit, tip)})
