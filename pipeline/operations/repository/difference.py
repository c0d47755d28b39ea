"""Read two commits and what lies between them: the wiki before and after, and each changed path.

Of the later commit only what differs is read, and nothing of it is trusted: a file may be huge, no
file, no text or no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob, PathChange
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.changes import touched_files
from pipeline.core.changes.touched_files import Touched, file_finding
from pipeline.core.errors import UserError
from pipeline.core.findings.as_text import split_place
from pipeline.core.haystack import Haystack
from pipeline.core.paths import is_kept_path
from pipeline.core.values import Finding
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Rules, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, take_snapshot

_UNREADABLE_RULES = {"too-large", "odd-name"}


@dataclass(frozen=True)
class Difference:
    """Two commits and what lies between them.

    `faults` says what made parts of the later commit unreadable; what it names is left out of
    `after`.
    """

    changes: tuple[PathChange, ...]
    files: tuple[Touched, ...]
    before: Snapshot
    after: Snapshot
    faults: tuple[Finding, ...]

    @cached_property
    def paths(self) -> frozenset[str]:
        """Return the paths of the pages that are added, altered or removed."""
        return frozenset(c.path for c in self.changes if is_page(c.path))

    @cached_property
    def haystacks(self) -> dict[str, Haystack | None]:
        """Return the store in which rules keep sources ready for search at the later commit."""
        return {}

    @cached_property
    def comparable(self) -> Wiki:
        """Return the wiki before, without the changed pages that cannot be read there."""
        broken = parse_pages(self.before.wiki, self.paths)[1]
        return (
            self.before.wiki.with_texts({path: None for path, _ in broken})
            if broken
            else self.before.wiki
        )


def read_difference(repo: Repository, old: str, new: str) -> Difference:
    """Read two commits: the older one whole, mostly from the cache, of the newer what differs."""
    changes = tuple(repo.changes(old, new))
    files = _touched_files(repo, changes)
    there = {blob.path: blob for blob in repo.tree(new)}
    faults = [*touched_files.find_faults(files, there)]
    was, is_, wrong = _read_schemas(repo, old, there)
    before = take_snapshot(repo, old, was)
    texts, not_text = _texts_after(
        repo, changes, {f.path for f in faults if f.rule in _UNREADABLE_RULES}
    )
    after = replace(
        before,
        commit=new,
        schema=is_,
        wiki=before.wiki.with_texts(texts),
        log=(texts[LOG_PATH] or "") if LOG_PATH in texts else before.log,
        index=_index_after(before.index, texts),
        raw={path: blob for path, blob in there.items() if path.startswith("raw/")},
        texts={path: blob for path, blob in there.items() if is_kept_path(path)},
    )
    return Difference(changes, files, before, after, (*faults, *wrong, *not_text))


def _index_after(before: Mapping[str, str], texts: Mapping[str, str | None]) -> dict[str, str]:
    merged = {**before, **{path: text for path, text in texts.items() if is_index(path)}}
    return {path: text for path, text in merged.items() if text is not None}


def _texts_after(
    repo: Repository, changes: Iterable[PathChange], unreadable: set[str]
) -> tuple[dict[str, str | None], list[Finding]]:
    """Return the new texts of what the wiki consists of, and faults; None: gone, or unreadable."""
    texts: dict[str, str | None] = {}
    faults = []
    for c in changes:
        texts[c.path] = None
        wanted = is_page(c.path) or is_index(c.path) or c.path == LOG_PATH
        if (
            wanted
            and c.new
            and c.new.mode in REGULAR_MODES
            and not unreadable & {c.path, touched_files.ALL_PAGES}
        ):
            data = repo.read(c.new.sha)
            texts[c.path] = data.decode("utf-8", "replace")
            faults += _fault_of_encoding(c.path, data)
    return texts, faults


def _fault_of_encoding(path: str, data: bytes) -> list[Finding]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [
            file_finding(
                "not-text", "error", path, "the file is not UTF-8", "Save it as UTF-8.", line
            )
        ]
    return []


def _touched_files(repo: Repository, changes: Iterable[PathChange]) -> tuple[Touched, ...]:
    changes = list(changes)
    sizes = repo.sizes([c.new.sha for c in changes if c.new])
    added = {c.new.sha: c.path for c in changes if c.new and not c.old}
    return tuple(
        Touched(
            c.path,
            c.old.mode if c.old else "",
            c.new.mode if c.new else "",
            same=bool(c.old and c.new and c.old.sha == c.new.sha and c.new.mode in REGULAR_MODES),
            size=sizes.get(c.new.sha, 0) if c.new else 0,
            moved_to=added.get(c.old.sha, "") if c.old and not c.new else "",
        )
        for c in changes
    )


# --- the schema ---


def _read_schemas(
    repo: Repository, old: str, there: Mapping[str, Blob]
) -> tuple[Schema, Schema, list[Finding]]:
    """Return the schema before and after; where one cannot be read, the other stands in for it.

    A fault that was not there before is reported.
    """
    was = next(iter(repo.tree(old, "schema.md")), None)
    now = there.get("schema.md")
    first, _ = _read_schema(repo, was)
    second, problem = _read_schema(repo, now)
    said = problem.split("\n") if problem and was != now else []
    usual = Schema(Rules(), "")
    return (
        first or second or usual,
        second or first or usual,
        [_schema_fault(line) for line in said],
    )


def _read_schema(repo: Repository, blob: Blob | None) -> tuple[Schema | None, str]:
    if blob is None or blob.mode not in REGULAR_MODES:
        return None, "there is no schema.md that could be read"
    try:
        return Schema.parse(repo.read(blob.sha).decode("utf-8", "replace")), ""
    except UserError as error:
        return None, error.message


def _schema_fault(said: str) -> Finding:
    line, message = split_place("schema.md", said)
    return file_finding(
        "bad-schema", "error", "schema.md", message, "docs/schema.md has all keys.", line
    )


def parse_pages(wiki: Wiki, paths: Iterable[str]) -> tuple[tuple[Page, ...], list[tuple[str, str]]]:
    """Return a wiki's pages at these paths, and (path, fault) of those that cannot be parsed."""
    pages, broken = [], []
    for path in sorted(paths):
        facts = wiki.at(path)
        if facts is None:
            continue
        try:
            pages.append(wiki.page(facts.slug))
        except UserError as error:
            broken.append((path, error.message))
    return tuple(pages), broken
