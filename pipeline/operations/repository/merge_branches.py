"""Merge two branches of one wiki: pages by their pieces, the log by its entries.

What code derives is written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline import rules
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping.affected_pages import find_affected_pages, find_stale_pages
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.index import find_peoples_index, is_index
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.bookkeeping.three_way_merge import MergeConflict, merge_logs, merge_pages
from pipeline.core.changes import touched_files
from pipeline.core.errors import UserError
from pipeline.core.findings.view import View
from pipeline.core.paths import is_kept_path
from pipeline.core.values import FileChange
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.kept_text import read_kept_text, write_kept_text
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.transcript import add_transcript, transcript_of
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, take_snapshot

Files = Mapping[str, Blob]
_MOST_ASKED = 200  # paths: a command of git holds no more than so many kilobytes


@dataclass(frozen=True)
class MergeResult:
    """The outcome of a merge.

    - clean: git merges the two, and there is nothing to do. Bookkeeping that is off by then is
      renewed by the next compile, for a push that nobody needs disturbs the reviewer.
    - mended: `commit` is the merge, and `settled` are the paths that git could not merge or that
      code wrote anew.
    - conflict: `conflicts` are paths with the reason why a person must settle them (or the source
      be compiled anew). With `merges`, git would merge them all the same, but the result breaks our
      rules.
    """

    kind: Literal["clean", "mended", "conflict"]
    commit: str = ""
    settled: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    merges: bool = False


def merge_branches(
    repo: Repository,
    base: str,
    head: str,
    renew: bool = False,
    at_base: Snapshot | None = None,
) -> MergeResult:
    """Merge commit `base` (of the default branch) into commit `head` (of a proposal).

    The idea: git merges what it can. A file that it cannot merge is merged by what it consists of:
    a page piece by piece, the log entry by entry, an index not at all, since it is derived. Then
    the bookkeeping of every page that either side can have moved is derived anew, and the rules
    look at the result. What they find counts only where neither side had it, so that an old fault
    keeps no merge from being made.

    Objects are written, no branch moves. `head` is the first parent, so that what people committed
    there stays. The pages come out the same whichever of two proposals was merged first.
    With `renew` the bookkeeping is renewed also where git merges the two. `at_base` is the snapshot
    of `base`, where the caller has it. `UserError` where the merged schema.md cannot be read.
    """
    fork = repo.merge_base(base, head)
    if fork is None:
        return MergeResult("conflict", conflicts=(("", "the branch has a history of its own"),))
    if fork in (base, head):
        return MergeResult("clean")
    tree, paths = repo.merge_tree(base, head)
    theirs = at_base or take_snapshot(repo, base)
    ours = take_near_snapshot(theirs, head)
    settled, conflicts = _settle_paths(repo, (fork, head, base), paths, (ours, theirs))
    if conflicts:
        return MergeResult("conflict", conflicts=tuple(conflicts))
    merged = take_near_snapshot(theirs, repo.write_tree(tree, settled))
    moved, before = _moved_pages(theirs, ours, merged), (theirs.wiki, ours.wiki)
    files = derive(
        merged.wiki, merged.schema, recorded_voices(merged.wiki), merged.index, moved, before
    )
    done = take_near_snapshot(merged, repo.write_tree(merged.commit, files))
    errors = _new_errors(take_near_snapshot(theirs, fork), ours, theirs, done)
    if errors:
        return MergeResult("conflict", conflicts=tuple(errors), merges=not paths)
    if not paths and not (renew and files):
        return MergeResult("clean")
    commit = repo.commit_tree(
        done.commit, [head, base], f"Merge {base[:12]} and renew the bookkeeping\n"
    )
    return MergeResult("mended", commit, tuple(sorted({*settled, *files})))


def _moved_pages(theirs: Snapshot, ours: Snapshot, merged: Snapshot) -> set[str] | None:
    """Return the pages whose bookkeeping either side can have moved; None stands for all of them.

    It is all of them where the schema differs. Both sides count, so that the order of two merges
    does not matter.
    """
    sides = (theirs, ours)
    if any(
        side.schema.hash != merged.schema.hash or side.schema.rules != merged.schema.rules
        for side in sides
    ):
        return None
    moved = (find_affected_pages(x.wiki, merged.wiki, _changed_paths(x, merged)) for x in sides)
    return find_stale_pages(merged.wiki).union(*moved)


# --- what git could not merge ---


def _settle_paths(
    repo: Repository,
    commits: tuple[str, str, str],
    paths: Iterable[str],
    sides: tuple[Snapshot, Snapshot],
) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    """Return the merged texts of paths in conflict, and the paths left to people, with reasons."""
    paths = list(paths)
    trees = [_files_at(repo, commit, paths) for commit in commits]
    texts: dict[str, str | None] = {}
    conflicts = []
    for path in paths:
        try:
            if is_index(path):
                texts |= _settle_index(path, sides)
                continue
            if is_kept_path(path):
                texts[path] = _settle_kept_text(path, sides)
                continue
            texts[path] = _merge_file(path, *(_text_of(repo, files.get(path)) for files in trees))
        except MergeConflict as conflict:
            conflicts.append((path, str(conflict)))
    return texts, conflicts


def _settle_index(path: str, sides: tuple[Snapshot, Snapshot]) -> dict[str, str | None]:
    """Return the text of an index that people wrote; nothing where code derives it anew."""
    own = {
        side.index[path]
        for side in sides
        if path in side.index
        and find_peoples_index({path: side.index[path]}, side.wiki, side.schema)
    }
    if len(own) > 1:
        raise MergeConflict("both sides changed an index that people wrote")
    return dict.fromkeys([path], next(iter(own))) if own else {}


def _settle_kept_text(path: str, sides: tuple[Snapshot, Snapshot]) -> str:
    """Return the kept text that today's reader makes of the file that both sides have."""
    ours, theirs = sides
    found = [read_kept_text(side.kept_text(path) or "") for side in sides]
    source = found[0].path if found[0] and found[1] else ""
    blob, other = ours.raw.get(source), theirs.raw.get(source)
    if not blob or not other or blob.sha != other.sha:
        raise MergeConflict("the two sides do not have the same source for this text")
    read = [transcript_of(one) for one in found if one]
    if read[0] != read[1]:
        raise MergeConflict("the two sides have read the pictures of this source differently")
    try:
        return write_kept_text(add_transcript(ours.source(source), read[0]))
    except UserError as error:
        raise MergeConflict(error.message) from error


def _merge_file(path: str, fork: str | None, head: str | None, base: str | None) -> str | None:
    if path == LOG_PATH:
        return merge_logs(fork or "", head or "", base or "")
    if not is_page(path):
        raise MergeConflict(
            "both sides changed it, and only pages, the index and the log are merged by the program"
        )
    # git reports a file that was renamed at its new name, where one side has none. Merged, the
    # other side's text would count, and the words that were changed meanwhile would be lost.
    if fork is None and (head is None or base is None):
        raise MergeConflict("one side gave the page another name, and the other changed its words")
    return merge_pages(fork, head, base, path)


def _files_at(repo: Repository, commit: str, paths: Collection[str]) -> Files:
    """Return the files of a commit at these paths of `wiki/` and of the log."""
    if not paths:
        return {}
    asked = paths if len(paths) <= _MOST_ASKED else ("wiki", LOG_PATH)
    return {blob.path: blob for blob in repo.tree(commit, *asked)}


def _text_of(repo: Repository, blob: Blob | None) -> str | None:
    if blob is None:
        return None
    if blob.mode not in REGULAR_MODES:
        raise MergeConflict("it is not a file but a link")
    try:
        return repo.read(blob.sha).decode()
    except UnicodeDecodeError as error:
        raise MergeConflict("it is not UTF-8 text") from error


# --- what neither side had ---

RuleError = tuple[str, str, str]  # path, rule, message


def _new_errors(
    fork: Snapshot, ours: Snapshot, before: Snapshot, done: Snapshot
) -> list[tuple[str, str]]:
    """Return the errors that come of the merge alone, such as two pages that answer to one name."""
    paths = _changed_paths(before, done) | _changed_paths(ours, done)
    found = _rule_errors(before, done, paths) | _file_errors(before, done, paths)
    if found:
        known = _rule_errors(fork, ours, paths | _changed_paths(fork, ours)) | _file_errors(
            fork, ours, _changed_paths(fork, ours)
        )
        found -= known | _rule_errors(None, before, paths)
    return sorted((path, f"{rule}: {message}") for path, rule, message in found)


def _changed_paths(before: Snapshot, after: Snapshot) -> set[str]:
    changes = after.repo.changes(before.commit, after.commit)
    return {c.path for c in changes if c.path.startswith("wiki/") or c.path == LOG_PATH}


def _rule_errors(before: Snapshot | None, after: Snapshot, paths: set[str]) -> set[RuleError]:
    """Return what the rules call errors in these files; without lines, which a merge moves."""
    pages: list[Page] = []
    broken: set[RuleError] = set()
    for facts in after.wiki.facts.values():
        if facts.path in paths:
            try:
                pages.append(after.wiki.page(facts.slug))
            except UserError as error:
                broken.add((facts.path, "bad-front-matter", error.message.rsplit(": ", 1)[-1]))
    view = View(
        tuple(pages),
        after.wiki,
        after.schema,
        after.source_or_none,
        before.wiki if before else None,
        {},
        tuple(_file_changes(before, after, paths)) if before else (),
        after.raw_stems,
        render=gfm.render,
        hands=None,  # what a side took out was judged when it did
    )
    return broken | {(f.path, f.rule, f.message) for f in rules.run(view) if f.severity == "error"}


def _file_errors(before: Snapshot, after: Snapshot, paths: set[str]) -> set[RuleError]:
    """Return the errors in the names, kinds and sizes of these files, as `wiki check` has them."""
    old, new = (_files_at(side.repo, side.commit, paths) for side in (before, after))
    there = sorted(path for path in paths if path in new)
    sizes = after.repo.sizes([new[path].sha for path in there])
    files = [
        touched_files.Touched(
            path,
            old[path].mode if path in old else "",
            new[path].mode,
            False,
            sizes.get(new[path].sha, 0),
        )
        for path in there
    ]
    found = [
        *touched_files.find_faults(files, after.modes),
        *touched_files.check_overwritten(files),
    ]
    return {(f.path, f.rule, f.message) for f in found if f.severity == "error"}


def _file_changes(before: Snapshot, after: Snapshot, paths: set[str]) -> Iterable[FileChange]:
    for path in sorted(paths):
        old, new = (_text_shown(snapshot, path) for snapshot in (before, after))
        yield FileChange(path, old, new)


def _text_shown(snapshot: Snapshot, path: str) -> str | None:
    if path == LOG_PATH:
        return snapshot.log
    wiki = snapshot.wiki
    return wiki.text_at(path) if wiki.at(path) else snapshot.index.get(path)
