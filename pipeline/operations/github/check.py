"""`wiki check`: judge what a change does to the wiki, by the running code on two commits' data.

Nothing of the change is run, imported or checked out; all is read from git's object database. What
is judged is the head as it is, against the commit where it left its base: that is the diff which a
reviewer sees and annotations point into. GitHub's trial merge would also hold what others merged
meanwhile, does not exist where there are conflicts, and changes while a review goes on; what a
merge does to derived files, `wiki refresh` mends.

A fault counts against a change only if it is new: the same rules run on the same pages before the
change, and what they say there is taken off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import quote

from pipeline import rules
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.processes import gfm
from pipeline.core.answers.golden_questions import QUESTIONS_FILE
from pipeline.core.bookkeeping import log
from pipeline.core.bookkeeping.affected_pages import find_affected_pages
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.frame_page import says_the_same_unframed
from pipeline.core.bookkeeping.index import find_peoples_index, is_index, renew_index
from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.changes import touched_files
from pipeline.core.changes.losses import find_all_losses
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.errors import UserError
from pipeline.core.findings.as_text import split_place
from pipeline.core.findings.view import View
from pipeline.core.github.state import (
    AMEND_RAW_LABEL,
    GITHUB_ACTIONS,
    WRITERS,
    Permission,
    PullRequest,
)
from pipeline.core.paths import is_chart_path, slug_of_path
from pipeline.core.setup.start_files import PLACEHOLDER, PRODUCT_LIST, is_left_out
from pipeline.core.setup.start_issue import START_BRANCH
from pipeline.core.sources.source_request import ADD_BRANCHES
from pipeline.core.upkeep import upkeep
from pipeline.core.values import SEVERITY_RANK, Finding
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.operations.repository.difference import Difference, parse_pages, read_difference
from pipeline.operations.repository.kept_texts import find_kept_faults, note_read_from_pictures
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot

OUR_BRANCHES = "wiki/"  # where the names of our own branches begin
_Business = Callable[[touched_files.Touched], bool]
_NO_EXAMPLE: Mapping[str, str] = {}
# Rules of the gate that judge a change set; a change of any origin is judged here by its files and
# by `core/changes/losses.py`.
_GATE_RULES = frozenset({"lost-claim", "log-rewritten", "forbidden-path"})


class Forge(Protocol):
    """What the check asks of GitHub, and only where a source was changed."""

    def labelled_by(self, number: int, label: str) -> str:
        """Return the login of whoever put a label on; "" where it is not on."""

    def permission(self, login: str) -> Permission:
        """Return what an account may do."""


@dataclass(frozen=True)
class ChangeReport:
    """The findings by path, the worst of each first.

    `in_diff` are those on lines that the change wrote. `base` is the commit where the change left
    its base.
    """

    base: str
    head: str
    files: int  # how many the change touches
    findings: tuple[Finding, ...]
    in_diff: frozenset[Finding]
    # Paths that the head no longer has; findings about them are about the base.
    gone: frozenset[str]

    @property
    def errors(self) -> int:
        """Return how many findings are errors."""
        return sum(f.severity == "error" for f in self.findings)


def check_change(
    repo: Repository,
    base: str,
    head: str,
    request: PullRequest | None = None,
    bots: Collection[str] = (GITHUB_ACTIONS,),
    refused: Callable[[], str] = lambda: "",
    example: Mapping[str, str] = _NO_EXAMPLE,
) -> ChangeReport:
    """Judge what `head` changes since it left `base`.

    `request` is the pull request, if there is one, and `bots` are the accounts that count as ours.
    `refused` says why sources may not be changed, or "" where they may. `example` are the files
    that ship with the template, path → SHA-256: `wiki init` takes them away.
    """
    fork = repo.merge_base(base, head)
    if fork is None:
        raise UserError(
            "The two commits have no history in common.",
            "Fetch all of it: `git fetch --unshallow`.",
        )
    diff = read_difference(repo, fork, head)
    bot = request if request and is_our_own(request, bots) else None
    shipped = _shipped(diff, repo, example)
    found = [
        *diff.faults,
        *_files(diff, bot, refused, shipped),
        *_log(diff, example),
    ]
    if touched_files.ALL_PAGES not in {f.path for f in diff.faults}:
        found += [
            *_pages(diff),
            *_elsewhere(diff),
            *_lost(diff, bot, shipped),
            *_not_derived(diff),
            *_own_index(diff),
            *_kept_texts(diff),
            *_charts(diff),
            *_answers(diff),
        ]
    ordered = sorted(
        set(found),
        key=lambda f: (f.path, SEVERITY_RANK[f.severity], f.line, f.rule, f.subject, f.message),
    )
    gone = frozenset(c.path for c in diff.changes if c.new is None)
    return ChangeReport(
        fork, head, len(diff.files), tuple(ordered), frozenset(_in_diff(ordered, diff, repo)), gone
    )


# --- who asks, and what they may ---


def is_our_own(request: PullRequest, bots: Collection[str]) -> bool:
    """Tell whether our bot opened this pull request.

    A person may name a branch as the bot does, and is judged as a person.
    """
    return (
        request.same_repository and request.author in bots and request.head.startswith(OUR_BRANCHES)
    )


def why_sources_may_not_change(request: PullRequest | None, connect: Callable[[], Forge]) -> str:
    """Return why this pull request may not change sources; "" where it may.

    It may where somebody with write access set the label for it. That the label is on proves
    nothing: people with triage access set labels too, so GitHub is asked who did.
    """
    how = f"Somebody with write access may allow it with the label `{AMEND_RAW_LABEL.name}`."
    if request is None:
        return f"{how} On your own computer: `--amend-allowed`."
    try:
        github = connect()
        login = github.labelled_by(request.number, AMEND_RAW_LABEL.name)
        allowed = bool(login) and github.permission(login) in WRITERS
    except UserError as error:
        return f"{how} Whether it is set could not be asked: {error.message}"
    return "" if allowed else f"{how} It was set by {login}, who has none." if login else how


# --- files ---


def _files(
    diff: Difference, bot: PullRequest | None, refused: Callable[[], str], shipped: set[str]
) -> Iterator[Finding]:
    amended = [t for t in touched_files.find_amended(diff.files) if t.path not in shipped]
    if amended:
        yield from touched_files.check_raw_only_grows(amended, refused())
    yield from touched_files.find_unread_files(diff.files)
    business = _business(bot, shipped) if bot else None
    starts = bot and bot.head == START_BRANCH
    yield from touched_files.check_halves(
        t for t in diff.files if not (starts and business and business(t))
    )
    if business:
        others = [t for t in diff.files if not business(t)]
        yield from touched_files.check_only_the_wiki(
            others, [t.folder for t in diff.after.schema.rules.types]
        )
        yield from touched_files.check_overwritten(others)


def _business(bot: PullRequest, shipped: set[str]) -> _Business:
    """Return which files a pull request of ours may touch by its verb, beside those of a compile.

    Whether a source may be changed is for the label to decide.
    """
    if bot.head == START_BRANCH:  # the example goes, schema.md is set, and tests if so wished
        return lambda t: bool(
            t.path in shipped
            or (t.half == "schema" and t.before and t.after)
            or (t.path == PLACEHOLDER and t.after)
            or (is_left_out(t.path) and not t.after)
            or (t.path == PRODUCT_LIST and t.before and t.after)
        )
    if bot.head.startswith(ADD_BRANCHES):  # a new file of raw/, and nothing else
        return lambda t: bool(t.half == "raw" and not t.before and t.after)
    verb = (
        bot.head.removeprefix(upkeep.UPKEEP_BRANCHES).partition("-")[0]
        if bot.head.startswith(upkeep.UPKEEP_BRANCHES)
        else ""
    )
    if not verb:
        return lambda _: False
    takes = {"retract", "replace"}
    return lambda t: bool(
        (t.before and is_page(t.path))
        or (verb in takes and t.half == "raw" and t.before and not t.after)
        or (verb == "merge" and t.half == "schema" and t.before and t.after)
        or (verb == "make" and is_chart_path(t.path) and t.after)
    )


def _shipped(diff: Difference, repo: Repository, example: Mapping[str, str]) -> set[str]:
    """Return the files of the example that the change takes away just as they came."""
    gone = [c for c in diff.changes if c.old and c.new is None and c.path in example]
    return {c.path for c in gone if c.old and _sha256(repo.read(c.old.sha)) == example[c.path]}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _log(diff: Difference, example: Mapping[str, str]) -> Iterator[Finding]:
    before, after = diff.before.log, diff.after.log
    if _sha256(before.encode()) == example.get(LOG_PATH) and after.startswith(EMPTY_LOG):
        before = EMPTY_LOG  # the example's went, and sources may have been merged since
    if not after.startswith(before):
        message = "an earlier entry of the log was changed"
        yield file_finding(
            "log-rewritten",
            "error",
            LOG_PATH,
            message,
            "Restore it; append, never rewrite.",
            _split(before, after),
        )
    for line, problem in log.find_log_problems(before, after):
        yield file_finding(
            "bad-log-entry",
            "error",
            LOG_PATH,
            problem,
            "Write it as the program writes its own.",
            line,
        )


def _split(a: str, b: str) -> int:
    """Return the number of the first line in which two texts differ."""
    lines = zip(a.split("\n"), b.split("\n"), strict=False)
    return next((number for number, (x, y) in enumerate(lines, 1) if x != y), 1)


# --- pages ---


def _pages(diff: Difference) -> list[Finding]:
    """Run every rule on the pages that are added or altered."""
    pages, broken = parse_pages(diff.after.wiki, diff.paths)
    view = replace(_view(diff.after, pages, diff), before=diff.comparable)
    found = _new(rules.run(view, set(rules.CHECK) - _GATE_RULES), diff)
    for path, said in broken:
        line, message = split_place(path, said)
        found.append(
            file_finding("bad-front-matter", "error", path, message, "Mend that line.", line)
        )
    return found


def _view(snapshot: Snapshot, pages: tuple[Page, ...], diff: Difference) -> View:
    shared = diff.haystacks if snapshot is diff.after else {}
    stems = snapshot.raw_stems
    return View(
        pages,
        snapshot.wiki,
        snapshot.schema,
        snapshot.source_or_none,
        raw_stems=stems,
        haystacks=shared,
        files_there=frozenset(snapshot.modes),
        render=gfm.render,
    )


def _new(found: list[Finding], diff: Difference) -> list[Finding]:
    """Return the findings that the same rules do not have on the same pages before the change."""
    if not found:
        return []
    pages, _ = parse_pages(diff.before.wiki, {f.path for f in found})
    earlier = rules.run(_view(diff.before, pages, diff), {f.rule for f in found})
    known = {(f.rule, f.path, f.subject, f.message) for f in earlier}
    return [f for f in found if (f.rule, f.path, f.subject, f.message) not in known]


def _elsewhere(diff: Difference) -> Iterator[Finding]:
    """Yield findings on unchanged pages, by the rules that the change may have made them break."""
    for paths, wanted in (
        (_linking_to_gone(diff), ("dead-link",)),
        (_citing_amended(diff), ("quote-not-found", "foreign-address")),
        (_all_where_types_changed(diff), ("unknown-type", "missing-section")),
    ):
        pages, _ = parse_pages(diff.after.wiki, paths)
        if pages:
            yield from _new(rules.run(_view(diff.after, pages, diff), wanted), diff)


def _linking_to_gone(diff: Difference) -> set[str]:
    """Return the unchanged pages that link to a name which the change takes from all pages."""
    before, after = diff.before.wiki, diff.after.wiki
    had = (f.names for f in (*before.facts.values(), *before.shadowed) if f.path in diff.paths)
    gone = {name for names in had for name in names if after.resolve(name) is None}
    return (
        {f.path for f in after.facts.values() if gone.intersection(f.links)} - diff.paths
        if gone
        else set()
    )


def _citing_amended(diff: Difference) -> set[str]:
    """Return the pages whose text holds the file name of a source that was altered or removed.

    These are the pages that may cite it.
    """
    names = [t.path.rsplit("/", 1)[-1] for t in touched_files.find_amended(diff.files)]
    spelt = {*names, *(quote(name, safe="-._~", errors="surrogateescape") for name in names)}
    wiki = diff.after.wiki
    return (
        {f.path for slug, f in wiki.facts.items() if any(name in wiki.text(slug) for name in spelt)}
        if spelt
        else set()
    )


def _all_where_types_changed(diff: Difference) -> set[str]:
    if diff.before.schema.rules.types == diff.after.schema.rules.types:
        return set()
    return {f.path for f in diff.after.wiki.facts.values()} - diff.paths


def _lost(diff: Difference, bot: PullRequest | None, shipped: set[str]) -> Iterator[Finding]:
    """Yield what goes with the pages; of the example nothing is lost, since it was no knowledge."""
    before, after = diff.comparable, diff.after.wiki
    old, new = parse_pages(before, diff.paths - shipped)[0], parse_pages(after, diff.paths)[0]
    return find_all_losses(old, new, before, after, bot.body if bot else None)


# --- what is derived ---


def _not_derived(diff: Difference) -> Iterator[Finding]:
    """Yield files that are not what code makes of the pages.

    A fault in a file that the change left alone counts only if it was not there before.
    """
    changed = {c.path for c in diff.changes}
    differing = _differences(diff.after, _affected(diff))
    others = {slug_of_path(path) for path in differing if path not in changed}
    known = _differences(diff.before, others) if others else {}
    for path, text in differing.items():
        if is_page(path) and says_the_same_unframed(path, _text(path, diff), text or ""):
            continue
        if path in changed or path not in known:
            message = (
                "this is not what code makes of the pages"
                if text is not None
                else "code makes no such file"
            )
            line = _split(
                diff.after.index.get(path, "") if is_index(path) else _text(path, diff), text or ""
            )
            yield file_finding(
                "not-derived",
                "error",
                path,
                message,
                "Run `wiki derive` and commit; on a compile's pull request `/refresh` does it.",
                line,
            )


def _kept_texts(diff: Difference) -> Iterator[Finding]:
    """Yield the kept texts of sources that are not what the reader makes of the file now."""
    after, bad = diff.after, {f.path for f in diff.faults}
    texts = [
        (c.path, (after.kept_text(c.path) or "") if c.new else None)
        for c in diff.changes
        if c.path not in bad
    ]
    yield from find_kept_faults(texts, after, after.wiki)
    yield from note_read_from_pictures(texts)


def _charts(diff: Difference) -> Iterator[Finding]:
    if paths := [c.path for c in diff.changes if is_chart_path(c.path)]:
        from pipeline.core.charts.inert_picture import find_chart_faults

        yield from find_chart_faults((path, diff.after.text_of(path)) for path in paths)


def _answers(diff: Difference) -> Iterator[Finding]:
    """Yield what a change to pages or golden questions makes worse below the team's floors.

    Where other faults make a page unreadable, they are reason enough.
    """
    touched = {c.path for c in diff.changes}
    asked = bool(diff.paths) or QUESTIONS_FILE in touched
    if asked and diff.after.repo.tree(diff.after.commit, QUESTIONS_FILE):
        from pipeline.operations.ask.check_floors import find_lower_answers

        yield from find_lower_answers(diff.before, diff.after)


def _own_index(diff: Difference) -> Iterator[Finding]:
    """Yield a note for each index that becomes people's own, for whoever did not mean that."""
    before, after = diff.before, diff.after
    own = renew_index(after.index, after.wiki, after.schema).peoples
    was = find_peoples_index(before.index, before.wiki, before.schema) if own else set()
    for path in sorted(own - was):
        message = "this index becomes people's own: code leaves it alone from now on"
        yield file_finding(
            "own-index", "note", path, message, "To keep it derived, move what was added to a page."
        )


def _text(path: str, diff: Difference) -> str:
    return diff.after.wiki.text(slug_of_path(path))


def _affected(diff: Difference) -> set[str] | None:
    """Return the slugs of pages whose derived parts the change can have moved; None means all."""
    if diff.before.schema.rules.stale_after != diff.after.schema.rules.stale_after:
        return None
    return find_affected_pages(diff.before.wiki, diff.after.wiki, diff.paths)


def _differences(snapshot: Snapshot, slugs: Collection[str] | None) -> dict[str, str | None]:
    wiki = snapshot.wiki
    return derive(wiki, snapshot.schema, recorded_voices(wiki), snapshot.index, slugs)


# --- where in the diff ---


def _in_diff(found: Iterable[Finding], diff: Difference, repo: Repository) -> Iterator[Finding]:
    """Yield the findings whose line the change wrote."""
    by_path = {c.path: c for c in diff.changes}
    written: dict[str, list[range] | None] = {}
    for f in found:
        c = by_path.get(f.path)
        if c is None or c.new is None or c.new.mode not in REGULAR_MODES:
            continue
        if f.path not in written:
            same_kind = c.old and c.old.mode in REGULAR_MODES
            written[f.path] = (
                repo.changed_lines(c.old.sha, c.new.sha) if c.old and same_kind else None
            )
        ranges = written[f.path]
        if ranges is None or any(f.line in lines for lines in ranges):
            yield f
