"""`wiki check`: what a change does to the wiki, judged by the running code on the data of two commits.

Nothing of the change is run, imported or checked out; all is read from git's object database. What is judged is the head
as it is, against the commit where it left its base: that is the diff a reviewer sees and annotations point into. GitHub's
trial merge would also hold what others merged meanwhile, does not exist where there are conflicts, and changes under a
review; what a merge does to derived files, `wiki refresh` mends.

A fault counts against a change only if it is new: the same rules run on the same pages before the change, and what they
say there is taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from pipeline import rules
from pipeline.adapters.git import Blob, Change, Repository
from pipeline.core import log, touched
from pipeline.core.derived import LOG, derive, recorded_voices
from pipeline.core.edits import losses
from pipeline.core.errors import UserError
from pipeline.core.github import AMEND_RAW, GITHUB_ACTIONS, WRITERS, Permission, PullRequest
from pipeline.core.model import FileChange, Finding
from pipeline.core.page import Page
from pipeline.core.schema import Rules, Schema
from pipeline.core.touched import Touched, finding
from pipeline.core.view import View
from pipeline.core.wiki import Wiki, is_page
from pipeline.snapshot import REGULAR, Snapshot, is_index, take

BRANCHES = "wiki/"  # where branches of our own begin
_RANK = {"error": 0, "warning": 1, "note": 2}
_OWN = frozenset({"lost-claim", "log-rewritten", "forbidden-path"})  # rules whose subject is the change itself


class Forge(Protocol):
    """What the check asks of GitHub, and only where a source was changed."""

    def labelled_by(self, number: int, label: str) -> str: ...

    def permission(self, login: str) -> Permission: ...


@dataclass(frozen=True)
class Report:
    """What was found, worst and first path first. `in_diff` are the findings on lines that the change wrote."""

    base: str
    head: str
    findings: tuple[Finding, ...]
    in_diff: frozenset[Finding]
    gone: frozenset[str]  # paths that the head no longer has: their lines are the base's

    @property
    def errors(self) -> int:
        return sum(f.severity == "error" for f in self.findings)


@dataclass(frozen=True)
class Judged:
    """A change with the wiki before and after it, each fault of reading set aside."""

    changes: tuple[Change, ...]
    before: Snapshot
    after: Snapshot
    files: tuple[Touched, ...]

    @cached_property
    def paths(self) -> frozenset[str]:
        """The pages that the change adds, alters or removes."""
        return frozenset(c.path for c in self.changes if is_page(c.path))

    @cached_property
    def haystacks(self) -> dict[str, Any]:
        """Sources ready for search, shared by all views of the head."""
        return {}


def check(
    repo: Repository,
    base: str,
    head: str,
    request: PullRequest | None = None,
    bots: Collection[str] = (GITHUB_ACTIONS,),
    refused: Callable[[], str] = lambda: "",
) -> Report:
    """Judge what `head` changes since it left `base`. `refused` says why sources may not be changed; empty: they may."""
    fork = repo.merge_base(base, head)
    if fork is None:
        raise UserError("The two commits have no history in common.", "Fetch all of it: `git fetch --unshallow`.")
    judged, found = _gather(repo, fork, head)
    ours = is_our_own(request, bots)
    found += _files(judged, ours, refused)
    if not any(f.rule == "too-large" and f.path == "wiki" for f in found):
        found += _pages(judged)
        found += _elsewhere(judged)
        found += _lost(judged, request.body if ours and request else None)
        found += _not_derived(judged)
    ordered = sorted(set(found), key=lambda f: (f.path, _RANK[f.severity], f.line, f.rule, f.subject, f.message))
    gone = frozenset(c.path for c in judged.changes if c.new is None)
    return Report(fork, head, tuple(ordered), frozenset(_in_diff(ordered, judged, repo)), gone)


# --- who asks, and what they may ------------------------------------------------------------------------------


def is_our_own(request: PullRequest | None, bots: Collection[str]) -> bool:
    """Tell whether our bot opened this; a person may name a branch as the bot does, and is judged as a person."""
    return (
        request is not None
        and request.same_repository
        and request.author in bots
        and request.head.startswith(BRANCHES)
    )


def asked(event: dict[str, Any]) -> PullRequest | None:
    """Return the pull request that an event of GitHub's is about; None where it is about none."""
    pull = event.get("pull_request")
    if not isinstance(pull, dict):
        return None
    head, base = pull["head"], pull["base"]
    here = (base.get("repo") or {}).get("full_name")
    return PullRequest(
        number=int(pull["number"]),
        title=str(pull.get("title") or ""),
        body=str(pull.get("body") or ""),
        author=str((pull.get("user") or {}).get("login") or ""),
        head=str(head["ref"]),
        head_sha=str(head["sha"]),
        same_repository=bool(here) and (head.get("repo") or {}).get("full_name") == here,
        base=str(base["ref"]),
        state="closed" if pull.get("state") == "closed" else "open",
        merged=bool(pull.get("merged")),
        labels=tuple(sorted(str(label["name"]) for label in pull.get("labels") or ())),
        url=str(pull.get("html_url") or ""),
    )


def amend_refused(request: PullRequest | None, forge: Callable[[], Forge]) -> str:
    """Say why this pull request may not change sources; empty: somebody with write access set the label.

    The label as the event has it proves nothing: people with triage access set labels too, so GitHub is asked who did.
    """
    how = f"Somebody with write access may set the label `{AMEND_RAW.name}`."
    if request is None:
        return f"{how} On your own computer: `--amend-allowed`."
    try:
        github = forge()
        login = github.labelled_by(request.number, AMEND_RAW.name)
        if not login:
            return how
        if github.permission(login) in WRITERS:
            return ""
    except UserError as error:
        return f"{how} Whether it is set could not be asked: {error.message}"
    return f"{how} {login} set it, and has no write access."


# --- reading two commits --------------------------------------------------------------------------------------


def _gather(repo: Repository, fork: str, head: str) -> tuple[Judged, list[Finding]]:
    """Read both commits: the base whole (from the cache, mostly), of the head only what differs."""
    changes = tuple(repo.changes(fork, head))
    files = _touched(repo, changes)
    there = {blob.path: blob for blob in repo.tree(head)}
    found = [*touched.names(files, there), *touched.kinds(files), *touched.sizes(files)]
    was, is_, wrong = _schemas(repo, fork, there)
    before = take(repo, fork, was)
    heavy = {f.path for f in found if f.rule == "too-large"}
    texts: dict[str, str | None] = {c.path: None for c in changes}
    for c in changes:
        readable = c.new and c.new.mode in REGULAR and c.path not in heavy and "wiki" not in heavy
        if readable and c.new and (is_page(c.path) or is_index(c.path) or c.path == LOG):
            data = repo.read(c.new.sha)
            texts[c.path] = data.decode("utf-8", "replace")
            wrong += _not_text(c.path, data)
    index = {**before.index, **{p: text for p, text in texts.items() if is_index(p)}}
    after = replace(
        before,
        commit=head,
        schema=is_,
        wiki=before.wiki.with_texts(texts),
        log=(texts[LOG] or "") if LOG in texts else before.log,
        index={path: text for path, text in index.items() if text is not None},
        raw={path: blob for path, blob in there.items() if path.startswith("raw/")},
    )
    return Judged(changes, before, after, files), [*found, *wrong]


def _touched(repo: Repository, changes: Iterable[Change]) -> tuple[Touched, ...]:
    changes = list(changes)
    sizes = repo.sizes([c.new.sha for c in changes if c.new])
    added = {c.new.sha: c.path for c in changes if c.new and not c.old}
    return tuple(
        Touched(
            c.path,
            c.old.mode if c.old else "",
            c.new.mode if c.new else "",
            bool(c.old and c.new and c.old.sha == c.new.sha and c.new.mode in REGULAR),
            sizes.get(c.new.sha, 0) if c.new else 0,
            added.get(c.old.sha, "") if c.old and not c.new else "",
        )
        for c in changes
    )


def _schemas(repo: Repository, fork: str, there: dict[str, Blob]) -> tuple[Schema, Schema, list[Finding]]:
    """Return the schema before and after; where one cannot be read the other stands in, and the head's fault is told."""
    was = next(iter(repo.tree(fork, "schema.md")), None)
    now = there.get("schema.md")
    old, _ = _schema(repo, was)
    new, problem = _schema(repo, now)
    found = []
    if problem and (was is None or now is None or was.sha != now.sha):
        found = [_schema_finding(line) for line in problem.split("\n")]
    usual = Schema(Rules(), "")
    return old or new or usual, new or old or usual, found


def _schema(repo: Repository, blob: Blob | None) -> tuple[Schema | None, str]:
    if blob is None or blob.mode not in REGULAR:
        return None, "there is no schema.md" if blob is None else "schema.md is no plain file"
    try:
        return Schema.parse(repo.read(blob.sha).decode("utf-8", "replace")), ""
    except UserError as error:
        return None, error.message


def _schema_finding(said: str) -> Finding:
    """Return a finding of one line of what the schema's reader says: `schema.md:12: unknown key`."""
    line, message = _placed("schema.md", said)
    return finding("bad-schema", "error", "schema.md", message, "docs/schema.md has all keys.", line)


def _placed(path: str, said: str) -> tuple[int, str]:
    rest = said.removeprefix(f"{path}:")
    number, _, message = rest.partition(": ")
    return (int(number), message) if rest != said and number.isdigit() else (1, said)


def _not_text(path: str, data: bytes) -> list[Finding]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [finding("not-text", "error", path, "the file is not UTF-8", "Save it as UTF-8.", line)]
    return []


# --- files ----------------------------------------------------------------------------------------------------


def _files(judged: Judged, ours: bool, refused: Callable[[], str]) -> Iterator[Finding]:
    files = judged.files
    if touched.amended(files):
        yield from touched.raw_only_grows(files, refused())
    yield from touched.no_pages(files)
    yield from touched.both_halves(files)
    if ours:
        yield from touched.only_the_wiki(files, [t.folder for t in judged.after.schema.rules.types])
    before, after = judged.before.log, judged.after.log
    for line, problem in log.problems(before, after):
        yield finding("bad-log-entry", "error", LOG, problem, "Let the program write the log.", line)
    if not after.startswith(before):
        line = next((i for i, (a, b) in enumerate(_both(before, after), 1) if a != b), 1)
        message = "an earlier entry of the log was changed"
        yield finding("log-rewritten", "error", LOG, message, "Restore it; append, never rewrite.", line)


def _both(a: str, b: str) -> Iterator[tuple[str, str]]:
    return zip(a.split("\n"), b.split("\n"), strict=False)


# --- pages ----------------------------------------------------------------------------------------------------


def _pages(judged: Judged) -> list[Finding]:
    """Run every rule on the pages that the change adds or alters."""
    found: list[Finding] = []
    pages, broken = _parsed(judged.after.wiki, judged.paths)
    for path, said in broken:
        line, message = _placed(path, said)
        found.append(finding("bad-front-matter", "error", path, message, "Mend that line.", line))
    view = replace(_view(judged.after, pages, judged), before=_readable(judged.before.wiki, judged.paths))
    wanted = rules.RULES.keys() - _OWN
    return found + _new([f for f in rules.run(view, wanted)], judged)


def _parsed(wiki: Wiki, paths: Iterable[str]) -> tuple[tuple[Page, ...], list[tuple[str, str]]]:
    """Return the pages of a wiki at these paths, and those that cannot be read with what is wrong."""
    pages, broken = [], []
    for path in sorted(paths):
        slug = _slug(path)
        if slug not in wiki or wiki.facts[slug].path != path:
            continue
        try:
            pages.append(wiki.page(slug))
        except UserError as error:
            broken.append((path, error.message))
    return tuple(pages), broken


def _slug(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _readable(wiki: Wiki, paths: Iterable[str]) -> Wiki:
    """Return the wiki without those of these pages that cannot be read: nothing can be compared with them."""
    broken = _parsed(wiki, paths)[1]
    return wiki.with_texts({path: None for path, _ in broken}) if broken else wiki


def _view(snapshot: Snapshot, pages: tuple[Page, ...], judged: Judged) -> View:
    shared = judged.haystacks if snapshot is judged.after else {}
    stems = snapshot.raw_stems
    return View(pages, snapshot.wiki, snapshot.schema, snapshot.source_or_none, raw_stems=stems, haystacks=shared)


def _new(found: list[Finding], judged: Judged) -> list[Finding]:
    """Return the findings that the same rules do not yield on the same pages before the change."""
    if not found:
        return []
    pages, _ = _parsed(judged.before.wiki, {f.path for f in found})
    earlier = rules.run(_view(judged.before, pages, judged), {f.rule for f in found})
    known = {(f.rule, f.path, f.subject, f.message) for f in earlier}
    return [f for f in found if (f.rule, f.path, f.subject, f.message) not in known]


def _elsewhere(judged: Judged) -> Iterator[Finding]:
    """Run on other pages the rules that the change could have made them break."""
    for paths, wanted in (
        (_linking_to_gone(judged), ("dead-link",)),
        (_citing_amended(judged), ("quote-not-found", "foreign-address")),
        (_all_where_types_changed(judged), ("unknown-type", "missing-section")),
    ):
        pages, _ = _parsed(judged.after.wiki, paths)
        if pages:
            yield from _new(rules.run(_view(judged.after, pages, judged), wanted), judged)


def _linking_to_gone(judged: Judged) -> set[str]:
    """Return the unchanged pages that link to a name which a page had before the change and none has after it."""
    before, after = judged.before.wiki, judged.after.wiki
    had = (f.names for f in (*before.facts.values(), *before.shadowed) if f.path in judged.paths)
    gone = {name for names in had for name in names if after.resolve(name) is None}
    return {f.path for f in after.facts.values() if gone.intersection(f.links)} - judged.paths if gone else set()


def _citing_amended(judged: Judged) -> set[str]:
    """Return the pages that may cite a source which the change altered or removed: their text holds its file name."""
    needles = {name for t in touched.amended(judged.files) for name in _spellings(t.path)}
    if not needles:
        return set()
    wiki = judged.after.wiki
    return {f.path for slug, f in wiki.facts.items() if any(name in wiki.text(slug) for name in needles)}


def _spellings(path: str) -> set[str]:
    from urllib.parse import quote

    name = path.rsplit("/", 1)[-1]
    return {name, quote(name, safe="/-._~", errors="surrogateescape")}


def _all_where_types_changed(judged: Judged) -> set[str]:
    if judged.before.schema.rules.types == judged.after.schema.rules.types:
        return set()
    return {f.path for f in judged.after.wiki.facts.values()} - judged.paths


# --- what is lost ---------------------------------------------------------------------------------------------


def _lost(judged: Judged, reasons: str | None) -> Iterator[Finding]:
    """Tell what pages said and no longer say. `reasons` is the text of our bot's pull request; None: a person's.

    People may take things out: they are told what goes, once a page, and the reviewer with them. So is the reviewer of our
    bot's proposal, whose gate judged each loss by the reasons of its change set, which is not here. What neither may do
    unseen is to take the last mark of a claim out of the wiki. The bot says in its text which, and why; else it is an error.
    """
    before = _readable(judged.before.wiki, judged.paths)
    pages = {page.path: page for page in _parsed(judged.after.wiki, judged.paths)[0]}
    last: set[str] = set()
    for old in _parsed(before, judged.paths)[0]:
        labels = [x for x in old.labels if x not in last and _last(x, before, judged.after.wiki)]
        last.update(labels)
        new = pages.get(old.path)
        if new is not None:
            yield from _less(old, new, labels)
        elif judged.after.wiki.facts.get(old.slug) is None:
            yield finding("page-removed", "warning", old.path, _removed(old, labels), "Is all it says elsewhere now?")
        yield from _claims_gone(old, labels, before, reasons)


def _last(label: str, before: Wiki, after: Wiki) -> bool:
    """Tell whether a label that cites a source stands on no page any more."""
    return not after.pages_citing(label) and before.citation(label) is not None


def _removed(old: Page, labels: Collection[str]) -> str:
    kept = len(old.labels) - len(labels)
    return f"the page is removed; of its claims {kept} stand elsewhere, {len(labels)} nowhere"


def _less(old: Page, new: Page, told: Collection[str]) -> Iterator[Finding]:
    lost = [loss for loss in losses(old, new) if loss.what not in told] if old.body != new.body else []
    if lost:
        shown = ", ".join(str(loss) for loss in lost[:12]) + (f" and {len(lost) - 12} more" if len(lost) > 12 else "")
        yield finding("lost-claim", "warning", old.path, f"gone from the page: {shown}", "Is that meant?")


def _claims_gone(old: Page, labels: Iterable[str], before: Wiki, reasons: str | None) -> Iterator[Finding]:
    for label in labels:
        citation = before.citation(label)
        quote = f": “{citation.quotes[0].text[:160]}” ({citation.source})" if citation else ""
        named = reasons is None or _names(label, reasons)
        yield Finding(
            "lost-claim",
            "warning" if named else "error",
            old.path,
            1,
            label,
            f"no page cites [^{label}] any more{quote}",
            "Is that meant?" if named else f"Keep it, or name `{label}` with the reason in the pull request's text.",
        )


def _names(label: str, text: str) -> bool:
    """Tell whether a proposal's text names a label; entities in it keep `gh-4` from becoming a reference."""
    words = text.replace("&#8203;", "").replace("`", " ").split()
    return label in {word.strip("[]^,;:.()\\") for word in words}


# --- what is derived ------------------------------------------------------------------------------------------


def _not_derived(judged: Judged) -> Iterator[Finding]:
    """Compare pages and index with what code makes of them; a fault that the base has, and the change left alone, is old."""
    differing = _differences(judged.after)
    changed = {c.path for c in judged.changes}
    known = _differences(judged.before) if differing.keys() - changed else {}
    for path, text in differing.items():
        if path in known and path not in changed:
            continue
        message = "this is not what code makes of the pages" if text is not None else "code makes no such file"
        line = _first_difference(path, text or "", judged.after)
        yield finding("not-derived", "error", path, message, "Run `wiki derive` and commit.", line)


def _differences(snapshot: Snapshot) -> dict[str, str | None]:
    wiki = snapshot.wiki
    return derive(wiki, snapshot.schema, recorded_voices(wiki), snapshot.index)


def _first_difference(path: str, text: str, snapshot: Snapshot) -> int:
    """Return the first line that is not as it should be."""
    slug = _slug(path)
    is_ = snapshot.index.get(path, "") if is_index(path) else snapshot.wiki.text(slug)
    return next((i for i, (a, b) in enumerate(_both(is_, text), 1) if a != b), 1)


# --- where in the diff ----------------------------------------------------------------------------------------


def _in_diff(found: Iterable[Finding], judged: Judged, repo: Repository) -> Iterator[Finding]:
    """Yield the findings whose line the change wrote."""
    by_path = {c.path: c for c in judged.changes}
    written: dict[str, list[range] | None] = {}
    for f in found:
        c = by_path.get(f.path)
        if c is None or c.new is None or c.new.mode not in REGULAR:
            continue
        if f.path not in written:
            written[f.path] = repo.changed_lines(c.old.sha, c.new.sha) if c.old else None
        ranges = written[f.path]
        if ranges is None or any(f.line in lines for lines in ranges):
            yield f
