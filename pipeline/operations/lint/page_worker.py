"""The work of each process in a pass over pages: read pages, make their facts, run rules.

A rule that asks for other pages is told to wait: those rules run when the facts of all pages are
known, and see nothing of other pages but their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, cast

from pipeline import rules
from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.processes import gfm
from pipeline.adapters.processes.worker_processes import work_in_steps
from pipeline.core.errors import UserError
from pipeline.core.findings.as_text import split_place
from pipeline.core.findings.page_findings import NamingRow, PageFindings, row_of_findings
from pipeline.core.findings.view import Spot, View
from pipeline.core.haystack import Haystack
from pipeline.core.markup.ignore_comments import Ignore, find_ignores
from pipeline.core.paths import kept_path
from pipeline.core.values import Source
from pipeline.core.wiki.fact_rows import facts_of_rows, row_of_facts
from pipeline.core.wiki.facts import (
    PageFacts,
    facts_of_names,
    facts_of_some,
    parse_leniently,
)
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Files, Snapshot
from pipeline.readers import may_keep_text

MOST_SOURCE_CHARACTERS = 50_000_000  # characters of sources that one process keeps
# A process keeps so many pages until the names of all are known; it reads the others again.
MOST_KEPT_PAGES = 10_000
PAGES_AT_ONCE = 500  # pages whose sources are read together
# A source as front matter has it; any other is read when it is asked for.
_NAMED_SOURCE = re.compile(r"\n- (raw/[^\n]+)")
UNREADABLE_RULE = "bad-front-matter"  # the rule that speaks where a page cannot be parsed


@dataclass(frozen=True)
class PageTask:
    """One page to look at, and the rules that are known to wait for the names of others."""

    path: str
    blob: str
    waiting: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class PageResult:
    """What was found in one page.

    The rows are what is kept of it, and all that another process sends.
    """

    path: str
    said_row: str
    facts_row: str = ""
    said: PageFindings | None = None
    facts: PageFacts | None = None

    def __reduce__(self) -> tuple[type[PageResult], tuple[str, str, str]]:
        return PageResult, (self.path, self.said_row, self.facts_row)


@dataclass(frozen=True)
class WorkerState:
    """What each process gets, and what it keeps for the rules that wait.

    It keeps the pages that it read, and which rules wait on which page.
    """

    folder: Path
    schema: Schema
    raw: Files
    texts: Files
    pages: dict[str, Page | UserError] = field(default_factory=dict)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def keep(self, one: _Open, late: bool) -> None:
        """Keep a page on which some rule waits."""
        path, page = one.task.path, one.page
        if one.waiting:
            self.waiting[path] = tuple(one.waiting)
        if (late or one.waiting) and len(self.pages) < MOST_KEPT_PAGES:
            self.pages[path] = page.without_cached_texts() if isinstance(page, Page) else page


class _AsksForOthersError(Exception):
    """A rule about one page wants to know of others."""


class _Unknown:
    """Stands for a wiki of which nothing is known yet."""

    def __getattr__(self, name: str) -> Any:
        raise _AsksForOthersError

    def __contains__(self, slug: object) -> bool:
        raise _AsksForOthersError


def facts_with_rows(seen: Sequence[PageResult]) -> list[tuple[PageFacts, str]]:
    """Return the facts of each page beside their rows; another process sends only the rows."""
    unread = iter(facts_of_rows([one.facts_row for one in seen if one.facts is None]))
    return [(one.facts or cast(PageFacts, next(unread)), one.facts_row) for one in seen]


def _wiki_of_names(names: Sequence[NamingRow]) -> Wiki:
    """Return a wiki that knows nothing but the names of pages."""
    return Wiki(map(facts_of_names, names), _refuse_text)


def read_and_lint(
    given: WorkerState, tasks: Sequence[PageTask], wanted: Sequence[str], facts: bool, keeps: bool
) -> Iterator[PageResult]:
    """Yield what is found in each page without knowledge of others; keep it where rules wait.

    With `facts` the facts of the page are made too; with `keeps` every page is kept.
    """
    with open_repository(given.folder) as repo:
        sources = _Sources(repo, given)

        def few(read: Sequence[tuple[PageTask, str]]) -> list[PageResult]:
            pages = [
                _Open(task, _parse_page(task.path, text), tuple(find_ignores(text)))
                for task, text in read
            ]
            whole = [
                _readable_page(page, text) for page, (_, text) in zip(pages, read, strict=True)
            ]
            made = facts_of_some(whole) if facts else []
            _lint_pages(pages, wanted, _Unknown(), sources)
            for page in pages:
                given.keep(page, keeps)
            return [page.seen(known) for page, known in zip_longest(pages, made)]

        yield from work_in_steps(few, zip(tasks, _read_texts(repo, tasks, sources), strict=True))


def lint_again(
    given: WorkerState, tasks: Sequence[PageTask], wanted: Sequence[str], names: Sequence[NamingRow]
) -> Iterator[PageResult]:
    """Yield what the rules that wait for the names of all pages find in each page."""
    with open_repository(given.folder) as repo:
        sources, wiki = _Sources(repo, given), _wiki_of_names(names)
        texts = _read_texts(repo, [task for task in tasks if task.path not in given.pages], sources)
        kept = given.pages
        pages = (
            kept.pop(t.path) if t.path in kept else _parse_page(t.path, next(texts)) for t in tasks
        )

        def few(read: Sequence[tuple[PageTask, Page | UserError]]) -> list[PageResult]:
            pages = [_Open(task, page) for task, page in read]
            _lint_pages(pages, wanted, wiki, sources)
            for page in pages:
                if waited := page.task.waiting or given.waiting.get(page.task.path, ()):
                    _lint_pages([page], waited, wiki, sources)
            return [page.seen() for page in pages]

        yield from work_in_steps(few, zip(tasks, pages, strict=True))


def _read_texts(repo: Repository, tasks: Sequence[PageTask], sources: _Sources) -> Iterator[str]:
    """Yield the pages' texts; the sources they name are read in one go for some hundred pages."""
    data = repo.read_files((task.path, task.blob) for task in tasks)
    while texts := [one.decode("utf-8", "replace") for one in islice(data, PAGES_AT_ONCE)]:
        sources.prefetch(path for text in texts for path in _NAMED_SOURCE.findall(text))
        yield from texts


def _refuse_text(path: str) -> str:
    raise LookupError(f"a rule about one page asks for the text of {path}")


def _parse_page(path: str, text: str) -> Page | UserError:
    try:
        return Page.parse(path, text)
    except UserError as error:
        return error


class _Open:
    """A page while it is judged, and what was found so far."""

    def __init__(
        self, task: PageTask, page: Page | UserError, comments: tuple[Ignore, ...] = ()
    ) -> None:
        self.task, self.page, self._comments = task, page, comments
        self.found: list[tuple[str, Spot]] = []
        self.waiting: list[str] = []
        self.asked: dict[str, str] = {}

    def seen(self, facts: PageFacts | None = None) -> PageResult:
        task = self.task
        said = PageFindings(
            task.blob, self.asked, tuple(self.waiting), tuple(self.found), self._comments
        )
        return PageResult(
            task.path, row_of_findings(said), row_of_facts(facts) if facts else "", said, facts
        )


def _readable_page(one: _Open, text: str) -> Page:
    return one.page if isinstance(one.page, Page) else parse_leniently(one.task.path, text)


def _lint_pages(
    pages: Sequence[_Open], wanted: Sequence[str], wiki: Any, sources: _Sources
) -> None:
    """Have each rule look at each page, and note those that ask for other pages as waiting."""
    views = []
    for one in pages:
        if isinstance(one.page, Page):
            views.append((one, sources.view(one.page, wiki)))
        elif UNREADABLE_RULE in wanted:
            line, message = split_place(one.task.path, one.page.message)
            one.found.append(
                (
                    UNREADABLE_RULE,
                    Spot(one.task.path, "front matter", message, "Mend that line.", line),
                )
            )
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

    def __init__(self, repo: Repository, given: WorkerState) -> None:
        nothing: dict[str, str] = {}
        self._make: Callable[[], Snapshot] = lambda: Snapshot(
            repo, "", given.schema, Wiki((), _refuse_text), "", nothing, given.raw, given.texts
        )
        self.schema = given.schema
        self._raw, self._texts = given.raw, given.texts
        self.there = frozenset(given.raw)
        self._snapshot = self._make()
        self._kept = 0
        self._seen: dict[str, Source | None] = {}
        self.haystacks: dict[str, Haystack | None] = {}
        self.asked: dict[str, str] = {}

    def view(self, page: Page, wiki: Wiki) -> View:
        """Return what a rule sees of one page."""
        hays, there = self.haystacks, self.there
        return View(
            (page,),
            wiki,
            self.schema,
            self.get,
            haystacks=hays,
            whole=True,
            files_there=there,
            render=gfm.render,
        )

    def prefetch(self, paths: Iterable[str]) -> None:
        """Read these sources in one go."""
        self._snapshot.prefetch(paths)

    def get(self, path: str) -> Source | None:
        """Return a source, and note that it was asked for; None where it cannot be read."""
        self.asked[path] = self._raw[path].sha if path in self._raw else ""
        if may_keep_text(path):
            kept = kept_path(path)
            self.asked[kept] = self._texts[kept].sha if kept in self._texts else ""
        if path in self._seen:
            return self._seen[path]
        found = self._snapshot.source_or_none(path)
        self._kept += len(found.text) if found else 0
        # Pages seldom need the sources again that earlier pages cited.
        if self._kept > MOST_SOURCE_CHARACTERS:
            self._snapshot, self._kept = self._make(), 0
            self._seen.clear()
            self.haystacks.clear()
        self._seen[path] = found
        return found
