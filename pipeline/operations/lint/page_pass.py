"""Pass once over all pages: make the facts of each, and lint each by the rules about one page.

What is known already is not read again. A page is read, parsed and judged once, in a few processes
(`page_worker.py`), and what was found is kept with what it depends on: the page's blob, the code,
what schema.md says, and the blobs of the sources that were asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import cast

from pipeline import rules
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.processes.worker_processes import Crew
from pipeline.adapters.program import digest_of_code
from pipeline.core.findings.page_findings import (
    NO_FINDINGS,
    NamingRow,
    PageFindings,
    findings_of_row,
    line_of_source,
    naming_rows,
)
from pipeline.core.paths import kept_path
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import Rules, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.lint.page_worker import (
    PageResult,
    PageTask,
    WorkerState,
    facts_with_rows,
    lint_again,
    read_and_lint,
)
from pipeline.operations.repository.snapshot import Files, Snapshot, facts_cache
from pipeline.readers import may_keep_text

_SETTINGS = ("language", "links", "stale_after", "types")  # and `lint` without its severities


def version_of_findings(
    schema: Schema, wanted: Iterable[str], names: Sequence[NamingRow] = ()
) -> str:
    """Return the digest of what a page's findings depend on, beside the page and its sources."""
    settings = replace(
        Rules(),
        **{name: getattr(schema.rules, name) for name in _SETTINGS},
        lint=replace(schema.rules.lint, rules={}),
    )
    found = hashlib.sha256(f"{digest_of_code()}\0{settings}\0{sorted(wanted)}".encode())
    found.update(repr(names).encode("utf-8", "backslashreplace"))
    return found.hexdigest()


class Pass:
    """The rules about single pages over the pages of one commit, with the facts where asked for.

    The idea is that of a build system: a page's findings are kept under everything they can depend
    on, and computed only where some of it changed (a "constructive trace" in Mokhov, Mitchell and
    Peyton Jones, "Build Systems à la Carte", 2018). Rules that look at one page alone (`_soon`) run
    as soon as the page is read. Rules that need to know how other pages are called (`_late`, and
    any rule that turns out to ask for other pages) are put off until the facts of all pages are
    known, and get the names of all pages and nothing else of them; those names are then part of
    their key. So a change of one page costs one page, unless it renames something. Each row of the
    cache also lists the blobs of the sources that its rules asked for, and holds only while these
    are the same.
    """

    def __init__(
        self, repo: Repository, schema: Schema, raw: Files, texts: Files, wanted: Sequence[str]
    ) -> None:
        self._repo, self._schema, self._raw, self._texts = repo, schema, raw, texts
        self._looked_up = {**raw, **texts}  # what rules look quotes up in
        self._cache = facts_cache(repo)
        self._soon = tuple(r for r in wanted if "names" not in getattr(rules.RULES[r], "NEEDS", ()))
        self._late = tuple(r for r in wanted if r not in self._soon)
        # What was found in this run, by kind and version.
        self._new: dict[tuple[str, str], dict[str, PageFindings]] = {}
        # The names that were asked for last, with the version that they give.
        self._versions: tuple[Sequence[NamingRow], str] = (
            (),
            version_of_findings(schema, self._late),
        )

    def fits(self, snapshot: Snapshot) -> bool:
        """Tell whether this pass was made for what a snapshot holds."""
        return (
            self._schema is snapshot.schema
            and self._raw is snapshot.raw
            and self._texts is snapshot.texts
            and self._repo is snapshot.repo
        )

    def facts(self, blobs: Mapping[str, str]) -> list[PageFacts]:
        """Return the facts of all pages (path → blob id); pages that must be read are linted."""
        crews: list[Crew[WorkerState, PageTask]] = []
        with ExitStack() as stack:

            def read(unknown: list[str]) -> Iterable[tuple[PageFacts, str]]:
                if not unknown:
                    return ()
                crews.append(
                    stack.enter_context(
                        self._start_crew([PageTask(path, blobs[path]) for path in unknown])
                    )
                )
                return facts_with_rows(self._lint_alone(crews[0], blobs, facts=True))

            found = self._cache.pages_by(blobs, read)
            if crews:
                self._lint_with_names(crews[0], blobs, naming_rows(found))
            return found

    def findings(self, wiki: Wiki, blobs: Mapping[str, str]) -> dict[str, list[PageFindings]]:
        """Return the findings of every page (path → blob id) by path.

        A page has one value for the rules that look at it alone, and a second one for those that
        need the names of others.
        """
        names = naming_rows((*wiki.facts.values(), *wiki.shadowed))
        alone = self._known_findings("alone", self._version, blobs)
        if missing := [PageTask(path, blob) for path, blob in blobs.items() if path not in alone]:
            with self._start_crew(missing) as crew:
                self._lint_alone(crew, blobs, facts=False)
                self._lint_with_names(crew, blobs, names)
            alone = self._known_findings("alone", self._version, blobs)
        late = {path: blobs[path] for path, said in alone.items() if self._late or said.waiting}
        if not late:
            return {path: [said] for path, said in alone.items()}
        made_of = self._version_with_names(names)
        named = self._known_findings("named", made_of, late)
        if unknown := [
            PageTask(path, blob, alone[path].waiting)
            for path, blob in late.items()
            if path not in named
        ]:
            with self._start_crew(unknown) as crew:
                self._lint_with_names(crew, blobs, names)
            named = self._known_findings("named", made_of, late)
        return {
            path: [said, named[path]] if path in named else [said] for path, said in alone.items()
        }

    def _start_crew(self, tasks: list[PageTask]) -> Crew[WorkerState, PageTask]:
        return Crew(WorkerState(self._repo.root, self._schema, self._raw, self._texts), tasks)

    def _lint_alone(
        self, crew: Crew[WorkerState, PageTask], blobs: Mapping[str, str], facts: bool
    ) -> list[PageResult]:
        """Have the pages read and linted by the rules that need no names of other pages."""
        seen = crew.do(read_and_lint, self._soon, facts, bool(self._late))
        self._keep_findings("alone", self._version, blobs, seen)
        return seen

    def _lint_with_names(
        self,
        crew: Crew[WorkerState, PageTask],
        blobs: Mapping[str, str],
        names: Sequence[NamingRow],
    ) -> None:
        """Have the pages linted by the rules that wait for the names of all, if there are any."""
        if not (
            self._late
            or any(said.waiting for said in self._new.get(("alone", self._version), {}).values())
        ):
            return
        seen = crew.do(lint_again, self._late, names)
        self._keep_findings("named", self._version_with_names(names), blobs, seen)

    @cached_property
    def _version(self) -> str:
        return version_of_findings(self._schema, self._soon)

    def _version_with_names(self, names: Sequence[NamingRow]) -> str:
        if names != self._versions[0]:
            self._versions = names, version_of_findings(self._schema, self._late, names)
        return self._versions[1]

    def _known_findings(
        self, kind: str, made_of: str, blobs: Mapping[str, str]
    ) -> dict[str, PageFindings]:
        """Return what was found of these pages in this run, or is kept and still holds."""
        new = self._new.get((kind, made_of), {})
        found = {path: said for path, said in new.items() if blobs.get(path) == said.blob}
        rows = self._cache.kept_rows(kind, made_of, blobs) if len(found) < len(blobs) else {}
        there = self._lines_there if rows else frozenset()
        for path, text in rows.items():
            if path in found:
                continue
            # So it is with nearly every page: nothing was found, and no source has changed.
            if not text or there.issuperset(text.split("\n")):
                found[path] = NO_FINDINGS
            elif (said := findings_of_row(text, blobs[path])) and self._still_holds(
                said, blobs[path]
            ):
                found[path] = said
        return found

    @cached_property
    def _lines_there(self) -> frozenset[str]:
        """The lines, in kept findings, of sources and kept texts as they are, or are not."""
        missing = (kept_path(path) for path in self._raw if may_keep_text(path))
        return frozenset(
            [
                *(line_of_source(path, blob.sha) for path, blob in self._looked_up.items()),
                *(line_of_source(path, "") for path in missing if path not in self._texts),
            ]
        )

    def _still_holds(self, said: PageFindings, blob: str) -> bool:
        there = self._looked_up
        return said.blob == blob and all(
            (there[p].sha if p in there else "") == sha for p, sha in said.sources.items()
        )

    def _keep_findings(
        self, kind: str, made_of: str, blobs: Mapping[str, str], seen: Sequence[PageResult]
    ) -> None:
        self._cache.keep_rows(kind, made_of, blobs, {one.path: one.said_row for one in seen})
        new = {
            one.path: one.said or cast(PageFindings, findings_of_row(one.said_row, blobs[one.path]))
            for one in seen
        }
        self._new.setdefault((kind, made_of), {}).update(new)
