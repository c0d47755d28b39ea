"""One pass over pages: the facts of each, and what the rules about single pages say of it. What is known is not read again.

A page is read, parsed and judged once, in a few processes, and what was found is kept with what it depends on: the page's
blob, the code, what schema.md says, the blobs of the sources that were asked for. A rule that asks for other pages is
told to wait: those run when the facts of all pages are known, and see nothing of other pages but how they are called.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, cast

from pipeline import rules
from pipeline.adapters.crew import Crew, a_few_at_once
from pipeline.adapters.facts import FactsCache, row, unrow
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
from pipeline.core.wiki import PageFacts, Wiki, facts_of_some, from_json, only_called, readable, to_json
from pipeline.snapshot import Snapshot

MOST_TEXT = 50_000_000  # characters of sources that one process keeps
MOST_PAGES = 5_000  # pages that one process keeps until the names of all are known; any more are read again
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


_NOTHING = Said("")


@dataclass(frozen=True)
class _Task:
    """One page to look at, and the rules that are known to wait for the names of others."""

    path: str
    blob: str
    waiting: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class _Seen:
    """What was found in one page. Rows are how it is kept, written where it was found, and all that another process sends."""

    path: str
    said_row: str
    facts_row: str = ""
    said: Said | None = None
    facts: PageFacts | None = None

    def __reduce__(self) -> tuple[type[_Seen], tuple[str, str, str]]:
        return _Seen, (self.path, self.said_row, self.facts_row)


@dataclass(frozen=True)
class _Given:
    """What each process gets, and what it keeps for the rules that wait: the pages that it read, and which rules those are."""

    folder: Path
    schema: Schema
    raw: Mapping[str, Blob]
    pages: dict[str, Page | UserError] = field(default_factory=dict)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keep(self, one: _Open, late: bool) -> None:
        """Keep a page where some rule waits."""
        path, page = one.task.path, one.page
        if one.waiting:
            self.waiting[path] = tuple(one.waiting)
        if (late or one.waiting) and len(self.pages) < MOST_PAGES:
            self.pages[path] = page.smaller() if isinstance(page, Page) else page


class _AsksForOthersError(Exception):
    """A rule about one page wants to know of others."""


class _Unknown:
    """Stands for a wiki of which nothing is known yet."""

    def __getattr__(self, name: str) -> Any:
        raise _AsksForOthersError

    def __contains__(self, slug: object) -> bool:
        raise _AsksForOthersError


# --- what is kept ---------------------------------------------------------------------------------------------


_Called = tuple[str, str, str, tuple[str, ...], Mapping[str, str], tuple[str, ...], tuple[str, ...]]


def version(schema: Schema, wanted: Iterable[str], names: Sequence[_Called] = ()) -> str:
    """Return the digest of all that what is said of a page depends on, beside the page and its sources."""
    settings = schema.rules.model_dump_json(include=_OF_SCHEMA, exclude={"lint": {"rules"}})
    found = hashlib.sha256(f"{code()}\0{settings}\0{sorted(wanted)}".encode())
    found.update(repr(names).encode("utf-8", "backslashreplace"))
    return found.hexdigest()


def called(everyone: Iterable[PageFacts]) -> list[_Called]:
    """Return of each page, by path, all that a rule about one page may know of another one: nothing that it says."""
    rows = ((f.path, f.title, f.type, f.aliases, f.record, f.names, f.things) for f in everyone)
    return sorted(rows, key=lambda row: row[0])


def _named(names: Sequence[_Called]) -> Wiki:
    """Return the wiki that knows only how pages are called."""
    return Wiki(map(only_called, names), _no_text)


def said_row(said: Said) -> str:
    """Return what was said as it is kept: as of nearly every page nothing, a line for each source that was looked at; else JSON."""
    if not said.spots and not said.ignores and not said.waiting and not any("\n" in path for path in said.sources):
        return "\n".join(_looked_at(path, sha) for path, sha in said.sources.items())
    spots = [[rule, [*vars(spot).values()]] for rule, spot in said.spots]
    return row([said.blob, said.sources, [*said.waiting], spots, [[*vars(i).values()] for i in said.ignores]])


def _looked_at(path: str, sha: str) -> str:
    return f"{sha or '-'} {path}"


def from_said_row(text: str, blob: str) -> Said | None:
    """Undo `said_row` for a page's blob; None for what it has not made."""
    try:
        if text[:1] != "[":
            pairs = (line.split(" ", 1) for line in text.split("\n") if line)
            return Said(blob, {path: "" if sha == "-" else sha for sha, path in pairs})
        blob, sources, waiting, spots, ignored = json.loads(text)
        found = tuple((str(rule), _spot(*spot)) for rule, spot in spots)
        return Said(str(blob), {**sources}, tuple(map(str, waiting)), found, tuple(Ignore(*i) for i in ignored))
    except (TypeError, ValueError, RecursionError):
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
        self._soon = tuple(r for r in wanted if "names" not in getattr(rules.RULES[r], "NEEDS", ()))
        self._late = tuple(r for r in wanted if r not in self._soon)
        self._new: dict[tuple[str, str], dict[str, Said]] = {}  # what was found in this run, by kind and version
        self._versions: tuple[Sequence[_Called], str] = (), version(schema, self._late)  # of the names asked for last

    def fits(self, snapshot: Snapshot) -> bool:
        """Tell whether it was made for what this snapshot holds."""
        return self._schema is snapshot.schema and self._raw is snapshot.raw and self._repo is snapshot.repo

    def facts(self, blobs: Mapping[str, str]) -> list[PageFacts]:
        """Return the facts of all pages (path → blob id); the rules look at those pages that must be read for it."""
        crews: list[Crew[_Given, _Task]] = []
        with ExitStack() as stack:

            def read(unknown: list[str]) -> Iterable[tuple[PageFacts, str]]:
                if not unknown:
                    return ()
                crews.append(stack.enter_context(self._crew([_Task(path, blobs[path]) for path in unknown])))
                return with_facts(self._alone(crews[0], blobs, facts=True))

            found = self._cache.pages_by(blobs, read)
            if crews:
                self._with_names(crews[0], blobs, called(found))
            return found

    def said(self, wiki: Wiki, blobs: Mapping[str, str]) -> dict[str, list[Said]]:
        """Return what is said of every page (path → blob id) by path: without knowledge of the others, and with it."""
        names = called((*wiki.facts.values(), *wiki.shadowed))
        alone = self._known("alone", self._version, blobs)
        if missing := [_Task(path, blob) for path, blob in blobs.items() if path not in alone]:
            with self._crew(missing) as crew:
                self._alone(crew, blobs, facts=False)
                self._with_names(crew, blobs, names)
            alone = self._known("alone", self._version, blobs)
        late = {path: blobs[path] for path, said in alone.items() if self._late or said.waiting}
        if not late:
            return {path: [said] for path, said in alone.items()}
        made_of = self._version_of(names)
        named = self._known("named", made_of, late)
        if unknown := [_Task(path, blob, alone[path].waiting) for path, blob in late.items() if path not in named]:
            with self._crew(unknown) as crew:
                self._with_names(crew, blobs, names)
            named = self._known("named", made_of, late)
        return {path: [said, named[path]] if path in named else [said] for path, said in alone.items()}

    def _crew(self, tasks: list[_Task]) -> Crew[_Given, _Task]:
        return Crew(_Given(self._repo.root, self._schema, self._raw), tasks)

    def _alone(self, crew: Crew[_Given, _Task], blobs: Mapping[str, str], facts: bool) -> list[_Seen]:
        """Have the pages read, and judged by the rules that need no names."""
        seen = crew.do(look, self._soon, facts, bool(self._late))
        self._keep("alone", self._version, blobs, seen)
        return seen

    def _with_names(self, crew: Crew[_Given, _Task], blobs: Mapping[str, str], names: Sequence[_Called]) -> None:
        """Have the pages judged by the rules that wait for the names of all, if there are any."""
        if not (self._late or any(said.waiting for said in self._new.get(("alone", self._version), {}).values())):
            return
        seen = crew.do(look_again, self._late, names)
        self._keep("named", self._version_of(names), blobs, seen)

    @cached_property
    def _version(self) -> str:
        return version(self._schema, self._soon)

    def _version_of(self, names: Sequence[_Called]) -> str:
        if names != self._versions[0]:
            self._versions = names, version(self._schema, self._late, names)
        return self._versions[1]

    def _known(self, kind: str, made_of: str, blobs: Mapping[str, str]) -> dict[str, Said]:
        """Return what was found of these pages in this run, or is kept and still holds."""
        new = self._new.get((kind, made_of), {})
        found = {path: said for path, said in new.items() if blobs.get(path) == said.blob}
        rows = self._cache.said(kind, made_of, blobs) if len(found) < len(blobs) else {}
        there = {_looked_at(path, blob.sha) for path, blob in self._raw.items()} if rows else set()
        for path, text in rows.items():
            if path in found:
                continue
            if not text or there.issuperset(text.split("\n")):  # as of nearly every page: nothing said, nothing changed
                found[path] = _NOTHING
            elif (said := from_said_row(text, blobs[path])) and self._holds(said, blobs[path]):
                found[path] = said
        return found

    def _holds(self, said: Said, blob: str) -> bool:
        raw = self._raw
        return said.blob == blob and all((raw[p].sha if p in raw else "") == sha for p, sha in said.sources.items())

    def _keep(self, kind: str, made_of: str, blobs: Mapping[str, str], seen: Sequence[_Seen]) -> None:
        self._cache.keep_said(kind, made_of, blobs, {one.path: one.said_row for one in seen})
        new = {one.path: one.said or cast(Said, from_said_row(one.said_row, blobs[one.path])) for one in seen}
        self._new.setdefault((kind, made_of), {}).update(new)


def with_facts(seen: Sequence[_Seen]) -> list[tuple[PageFacts, str]]:
    """Return the facts of each page, beside their rows: what another process sent is read from those."""
    unread = iter(unrow([one.facts_row for one in seen if one.facts is None]))
    return [(one.facts or cast(PageFacts, from_json(next(unread))), one.facts_row) for one in seen]


# --- what each process does -----------------------------------------------------------------------------------


def look(given: _Given, tasks: Sequence[_Task], wanted: Sequence[str], facts: bool, keeps: bool) -> Iterator[_Seen]:
    """Yield what is found in each page without knowledge of others; the page is kept where rules wait."""
    with repository(given.folder) as repo:
        sources = _Sources(repo, given)

        def few(read: Sequence[tuple[_Task, str]]) -> list[_Seen]:
            pages = [_Open(task, _parsed(task.path, text), tuple(ignores(text))) for task, text in read]
            whole = [_whole(page, text) for page, (_, text) in zip(pages, read, strict=True)]
            made = facts_of_some(whole) if facts else []
            _judge(pages, wanted, _Unknown(), sources)
            for page in pages:
                given.keep(page, keeps)
            return [page.seen(known) for page, known in zip_longest(pages, made)]

        yield from a_few_at_once(few, zip(tasks, _texts(repo, tasks, sources), strict=True))


def look_again(
    given: _Given, tasks: Sequence[_Task], wanted: Sequence[str], names: Sequence[_Called]
) -> Iterator[_Seen]:
    """Yield what the rules that wait for the names of all pages find in each page."""
    with repository(given.folder) as repo:
        sources, wiki = _Sources(repo, given), _named(names)
        texts = _texts(repo, [task for task in tasks if task.path not in given.pages], sources)
        kept = given.pages
        pages = (kept.pop(t.path) if t.path in kept else _parsed(t.path, next(texts)) for t in tasks)

        def few(read: Sequence[tuple[_Task, Page | UserError]]) -> list[_Seen]:
            pages = [_Open(task, page) for task, page in read]
            _judge(pages, wanted, wiki, sources)
            for page in pages:
                if waited := page.task.waiting or given.waiting.get(page.task.path, ()):
                    _judge([page], waited, wiki, sources)
            return [page.seen() for page in pages]

        yield from a_few_at_once(few, zip(tasks, pages, strict=True))


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


class _Open:
    """A page while it is judged, and what was found so far."""

    def __init__(self, task: _Task, page: Page | UserError, comments: tuple[Ignore, ...] = ()) -> None:
        self.task, self.page, self._comments = task, page, comments
        self.found: list[tuple[str, Spot]] = []
        self.waiting: list[str] = []
        self.asked: dict[str, str] = {}

    def seen(self, facts: PageFacts | None = None) -> _Seen:
        task = self.task
        said = Said(task.blob, self.asked, tuple(self.waiting), tuple(self.found), self._comments)
        return _Seen(task.path, said_row(said), row(to_json(facts)) if facts else "", said, facts)


def _whole(one: _Open, text: str) -> Page:
    return one.page if isinstance(one.page, Page) else readable(one.task.path, text)


def _judge(pages: Sequence[_Open], wanted: Sequence[str], wiki: Any, sources: _Sources) -> None:
    """Have each rule look at each page; where one of them asks for other pages, it is noted as waiting."""
    views = []
    for one in pages:
        if isinstance(one.page, Page):
            views.append((one, sources.view(one.page, wiki)))
        elif UNREAD in wanted:
            line, message = placed(one.task.path, one.page.message)
            one.found.append((UNREAD, Spot(one.task.path, "front matter", message, "Mend that line.", line)))
    for name in wanted:
        check = rules.RULES[name].check
        for one, view in views:
            sources.asked = one.asked
            try:
                if spots := [*check(view)]:
                    one.found += [(name, spot) for spot in spots]
            except _AsksForOthersError:
                one.waiting.append(name)


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
        self._seen: dict[str, Source | None] = {}
        self.haystacks: dict[str, Haystack | None] = {}
        self.asked: dict[str, str] = {}

    def view(self, page: Page, wiki: Wiki) -> View:
        """Return what a rule sees of one page."""
        hays, there = self.haystacks, self.there
        return View((page,), wiki, self.schema, self.get, haystacks=hays, whole=True, files_there=there)

    def prefetch(self, paths: Iterable[str]) -> None:
        self._snapshot.prefetch(paths)

    def get(self, path: str) -> Source | None:
        self.asked[path] = self._raw[path].sha if path in self._raw else ""
        if path in self._seen:
            return self._seen[path]
        found = self._snapshot.source_or_none(path)
        self._kept += len(found.text) if found else 0
        if self._kept > MOST_TEXT:  # whatever else they cite, pages need few of them again
            self._snapshot, self._kept = self._make(), 0
            self._seen.clear()
            self.haystacks.clear()
        self._seen[path] = found
        return found
