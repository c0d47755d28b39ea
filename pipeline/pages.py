"""One pass over pages: the facts of each, and what the rules about single pages say of it. What is known is not read again.

A page is read, parsed and judged once, in a few processes, and what was found is kept with what it depends on: the page's
blob, the code, what schema.md says, the blobs of the sources that were asked for. A rule that asks for other pages is
told to wait: those run when the facts of all pages are known, and see nothing of other pages but how they are called.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from pipeline import rules
from pipeline.adapters.crew import share_out
from pipeline.adapters.facts import FactsCache, row
from pipeline.adapters.git import Blob, Repository, repository
from pipeline.adapters.program import code
from pipeline.core.errors import UserError
from pipeline.core.findings import placed
from pipeline.core.ignores import Ignore, ignores
from pipeline.core.model import Source
from pipeline.core.page import Page
from pipeline.core.schema import Schema
from pipeline.core.text import Haystack
from pipeline.core.view import Spot, View
from pipeline.core.wiki import PageFacts, Wiki, facts_of, to_json
from pipeline.snapshot import Snapshot

MOST_TEXT = 50_000_000  # characters of sources that one process keeps
MOST_PAGES = (
    10_000  # pages that are kept in memory until the names of all are known; of a larger wiki they are read again
)
AT_ONCE = 500  # pages whose sources are read together
_NAMED = re.compile(r"\n- (raw/[^\n]+)")  # as front matter has it; any other is read when it is asked for
UNREAD = "bad-front-matter"  # the rule that speaks where a page cannot be parsed
_OF_SCHEMA = {"language", "links", "stale_after", "types", "lint"}


@dataclass(frozen=True)
class Said:
    """What is known of one page: the spots of each rule, the rules that must know other pages first, what was asked for."""

    blob: str
    sources: Mapping[str, str] = field(
        default_factory=dict
    )  # path → blob of the sources that were looked at; "": none there
    waiting: tuple[str, ...] = ()
    spots: tuple[tuple[str, Spot], ...] = ()  # (rule, spot)
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True)
class _Task:
    """One page to look at: for its facts, for what these rules say, or both."""

    path: str
    blob: str
    facts: bool
    rules: tuple[str, ...]
    page: Page | None = None  # where it was parsed before

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class _Seen:
    """What was found in one page; rows are how it is kept, written where it was found, for that takes time too.

    `page` comes back where rules still wait for the names of all pages, so that it is not read again for them.
    """

    path: str
    facts: PageFacts | None
    facts_row: str
    said: Said
    said_row: str
    page: Page | None


@dataclass(frozen=True)
class _Given:
    """What each process gets; `wiki` knows of all pages how they are called, and no more."""

    folder: Path
    schema: Schema
    raw: Mapping[str, Blob]
    wiki: Wiki | None = None
    returns: bool = False  # whether pages come back


class _AsksForOthersError(Exception):
    """A rule about one page wants to know of others."""


class _Unknown:
    """Stands for a wiki of which nothing is known yet."""

    def __getattr__(self, name: str) -> Any:
        raise _AsksForOthersError

    def __contains__(self, slug: object) -> bool:
        raise _AsksForOthersError


# --- what is kept ---------------------------------------------------------------------------------------------


def version(schema: Schema, wanted: Iterable[str], names: Iterable[PageFacts] = ()) -> str:
    """Return the digest of all that what is said of a page depends on, beside the page and its sources."""
    settings = schema.rules.model_dump_json(include=_OF_SCHEMA, exclude={"lint": {"rules"}})
    found = hashlib.sha256(f"{code()}\0{settings}\0{sorted(wanted)}".encode())
    known = repr([(f.path, f.title, f.type, f.aliases, f.record, f.names, f.things) for f in names])
    found.update(known.encode("utf-8", "backslashreplace"))
    return found.hexdigest()


def called(facts: PageFacts) -> PageFacts:
    """Return facts without what the page says: all that a rule about one page may know of another one."""
    f = facts
    return PageFacts(f.path, f.title, f.type, f.aliases, "", (), (), (), f.record, 0, f.names, f.things, "")


def _named(everyone: Iterable[PageFacts]) -> Wiki:
    """Return the wiki that knows only how pages are called, its tables made before several processes need them."""
    wiki = Wiki(map(called, everyone), _no_text)
    _ = wiki.phrases, wiki.opens
    return wiki


def _plain(said: Said) -> list[Any]:
    """Return what was said as plain values."""
    if not said.spots and not said.ignores and not said.waiting:  # as of nearly every page
        return [said.blob, said.sources, [], [], []]
    spots = [[rule, [*vars(spot).values()]] for rule, spot in said.spots]
    return [said.blob, said.sources, [*said.waiting], spots, [[*vars(i).values()] for i in said.ignores]]


def _said(values: Any) -> Said | None:
    """Undo `_plain`; None for what it has not made."""
    try:
        blob, sources, waiting, spots, ignored = values
        if not spots and not ignored and not waiting:  # as of nearly every page
            return Said(str(blob), {**sources})
        found = tuple((str(rule), _spot(*spot)) for rule, spot in spots)
        return Said(str(blob), {**sources}, tuple(map(str, waiting)), found, tuple(Ignore(*i) for i in ignored))
    except (TypeError, ValueError):
        return None


def _spot(path: str, subject: str, message: str, suggestion: str, line: int, column: int, fixable: bool) -> Spot:
    if not isinstance(path, str) or not isinstance(line, int):
        raise TypeError
    return Spot(path, subject, message, suggestion, line, column, fixable)


class Pass:
    """The rules about single pages over the pages of one commit, beside the facts where those are asked for too."""

    def __init__(self, repo: Repository, schema: Schema, raw: Mapping[str, Blob], wanted: Sequence[str]) -> None:
        self._repo, self._schema, self._raw = repo, schema, raw
        self._cache = FactsCache(repo.private / "facts.sqlite")
        self._read: dict[str, _Seen] = {}  # what was read for its facts, and need not be read again
        self._soon = tuple(r for r in wanted if "names" not in getattr(rules.RULES[r], "NEEDS", ()))
        self._late = tuple(r for r in wanted if r not in self._soon)

    def fits(self, snapshot: Snapshot) -> bool:
        """Tell whether it was made for what this snapshot holds."""
        return self._schema is snapshot.schema and self._raw is snapshot.raw and self._repo is snapshot.repo

    def facts(self, blobs: Mapping[str, str]) -> list[PageFacts]:
        """Return the facts of all pages (path → blob id); the rules look at those pages that must be read for it."""

        def read(unknown: list[str]) -> Iterable[tuple[PageFacts, str]]:
            tasks = [_Task(path, blobs[path], True, self._soon) for path in unknown]
            seen = self._run(tasks, None)
            self._keep("alone", self._version, blobs, seen)
            self._read = {one.path: one for one in seen}
            return [(one.facts, one.facts_row) for one in seen if one.facts]

        return self._cache.pages_by(blobs, read)

    def said(self, wiki: Wiki, blobs: Mapping[str, str]) -> dict[str, list[Said]]:
        """Return what is said of every page (path → blob id) by path: without knowledge of the others, and with it."""
        alone = {path: one.said for path, one in self._read.items() if blobs.get(path) == one.said.blob}
        alone |= self._known("alone", self._version, {p: blob for p, blob in blobs.items() if p not in alone})
        missing = [_Task(path, blob, False, self._soon) for path, blob in blobs.items() if path not in alone]
        alone |= self._keep("alone", self._version, blobs, self._run(missing, None))
        late = {path: (*self._late, *said.waiting) for path, said in alone.items() if self._late or said.waiting}
        return {path: [said] for path, said in alone.items()} | self._with_names(wiki, blobs, alone, late)

    def _with_names(
        self, wiki: Wiki, blobs: Mapping[str, str], alone: Mapping[str, Said], late: Mapping[str, tuple[str, ...]]
    ) -> dict[str, list[Said]]:
        if not late:
            return {}
        everyone = (*wiki.facts.values(), *wiki.shadowed)
        made_of = version(self._schema, self._late, everyone)
        found = self._known("named", made_of, {path: blobs[path] for path in late})
        unknown = {path: wanted for path, wanted in late.items() if path not in found}
        tasks = [
            _Task(path, blobs[path], False, wanted, self._page(path, blobs[path])) for path, wanted in unknown.items()
        ]
        found |= self._keep("named", made_of, blobs, self._run(tasks, _named(everyone)) if tasks else ())
        return {path: [alone[path], found[path]] for path in late}

    @cached_property
    def _version(self) -> str:
        return version(self._schema, self._soon)

    def _page(self, path: str, blob: str) -> Page | None:
        seen = self._read.get(path)
        return seen.page if seen and seen.said.blob == blob else None

    def _known(self, kind: str, made_of: str, blobs: Mapping[str, str]) -> dict[str, Said]:
        """Return what is kept of these pages and still holds."""
        rows = self._cache.said(kind, made_of, blobs)
        found = {path: _said(values) for path, values in rows.items()}
        return {path: said for path, said in found.items() if said and self._holds(said, blobs[path])}

    def _holds(self, said: Said, blob: str) -> bool:
        raw = self._raw
        return said.blob == blob and all((raw[p].sha if p in raw else "") == sha for p, sha in said.sources.items())

    def _keep(self, kind: str, made_of: str, blobs: Mapping[str, str], seen: Iterable[_Seen]) -> dict[str, Said]:
        new = {one.path: one for one in seen}
        self._cache.keep_said(kind, made_of, blobs, {path: one.said_row for path, one in new.items()})
        return {path: one.said for path, one in new.items()}

    def _run(self, tasks: list[_Task], wiki: Wiki | None) -> list[_Seen]:
        returns = wiki is None and bool(self._late) and len(tasks) <= MOST_PAGES
        given = _Given(self._repo.root, self._schema, self._raw, wiki, returns)
        return share_out(look, given, tasks) if tasks else []


# --- what each process does -----------------------------------------------------------------------------------


def look(given: _Given, tasks: Sequence[_Task]) -> Iterator[_Seen]:
    """Yield what is found in each page; facts where they are asked for."""
    with repository(given.folder) as repo:
        sources = _Sources(repo, given)
        wiki: Any = _Unknown() if given.wiki is None else given.wiki
        texts = _texts(repo, [task for task in tasks if task.page is None], sources)
        for task in tasks:
            text = next(texts) if task.page is None else task.page.render()
            page = task.page or _parsed(task.path, text)
            whole = page if isinstance(page, Page) else None
            facts = facts_of(task.path, text, whole) if task.facts else None
            said = _judge(page, text, task, wiki, sources)
            back = replace(whole) if whole and given.returns else None  # a copy holds no more than the text
            yield _Seen(task.path, facts, row(to_json(facts)) if facts else "", said, row(_plain(said)), back)


def _texts(repo: Repository, tasks: Sequence[_Task], sources: _Sources) -> Iterator[str]:
    """Yield the pages' texts; of some hundred pages at a time the sources that they name are read in one go."""
    data = repo.read_files((task.path, task.blob) for task in tasks)
    while texts := [one.decode("utf-8", "replace") for one in islice(data, AT_ONCE)]:
        sources.prefetch(path for text in texts for path in _NAMED.findall(text))
        yield from texts


def _no_text(path: str) -> str:
    raise LookupError(f"a rule about one page asks for the text of {path}")


def _parsed(path: str, text: str) -> Page | UserError:
    try:
        return Page.parse(path, text)
    except UserError as error:
        return error


def _judge(page: Page | UserError, text: str, task: _Task, wiki: Wiki, sources: _Sources) -> Said:
    if isinstance(page, UserError):
        line, message = placed(task.path, page.message)
        spots = [(UNREAD, Spot(task.path, "front matter", message, "Mend that line.", line))] * (UNREAD in task.rules)
        return Said(task.blob, spots=tuple(spots), ignores=tuple(ignores(text)))
    sources.asked = {}
    found: list[tuple[str, Spot]] = []
    waiting: list[str] = []
    there = sources.there
    view = View((page,), wiki, sources.schema, sources.get, haystacks=sources.haystacks, whole=True, files_there=there)
    for name in task.rules:
        try:
            found += zip(repeat(name), [*rules.RULES[name].check(view)], strict=False)
        except _AsksForOthersError:
            waiting.append(name)
    return Said(task.blob, sources.asked, tuple(waiting), tuple(found), tuple(ignores(text)))


class _Sources:
    """The sources as one process reads them, with a list of those that were asked for."""

    def __init__(self, repo: Repository, given: _Given) -> None:
        nothing: dict[str, str] = {}
        self._make: Callable[[], Snapshot] = lambda: Snapshot(
            repo, "", given.schema, Wiki((), _no_text), "", nothing, given.raw
        )
        self.schema = given.schema
        self._raw = given.raw
        self.there = frozenset(given.raw)
        self._snapshot = self._make()
        self._kept = 0
        self._seen: set[str] = set()
        self.haystacks: dict[str, Haystack | None] = {}
        self.asked: dict[str, str] = {}

    def prefetch(self, paths: Iterable[str]) -> None:
        self._snapshot.prefetch(paths)

    def get(self, path: str) -> Source | None:
        self.asked[path] = self._raw[path].sha if path in self._raw else ""
        found = self._snapshot.source_or_none(path)
        if path not in self._seen:
            self._seen.add(path)
            self._kept += len(found.text) if found else 0
            if self._kept > MOST_TEXT:  # whatever else they cite, pages need few of them again
                self._snapshot, self._kept = self._make(), 0
                self._seen.clear()
                self.haystacks.clear()
        return found
