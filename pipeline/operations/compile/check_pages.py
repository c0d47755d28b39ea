"""Check the pages of a change by the rules: as they are drafted, and as they would be committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping import log
from pipeline.core.bookkeeping.derive import write_footnotes
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.changes import touched_files
from pipeline.core.changes.assemble import (
    Assembled,
    add_planned_pages,
    edit_page,
)
from pipeline.core.changes.change_set import ChangeSet, PageEdits, PagePlan
from pipeline.core.changes.edits import EditError
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.findings.view import View
from pipeline.core.haystack import Haystack
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.paths import slug_of_path
from pipeline.core.values import FileChange, Finding, Hands, Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.transcript import add_transcript
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.snapshot import Snapshot

# What bookkeeping can bring to a page: footnotes and front matter. Its prose and links are as they
# were.
_RULES_OF_RENEWED_PAGES = (
    "quote-not-found",
    "undefined-mark",
    "forged-citation",
    "active-code",
    "bad-front-matter",
    "raw-html",
    "remote-image",
    "foreign-address",
    "hidden-character",
    "oversized-page",
)


Sources = Callable[[str], Source | None]


def make_page_gate(
    plans: list[PagePlan],
    before: Wiki,
    schema: Schema,
    sources: Sources,
    new: dict[str, Citation],
    stems: frozenset[str],
    hands: Callable[[str], Hands] = lambda _: {},
) -> Callable[[PageEdits], list[str]]:
    """Return the gate for single pages, which a librarian asks while it can still mend its page.

    The gate takes the edits of one page and returns the errors as sentences; none means that the
    page may stand. It runs the rules about one page on the page as the edits would leave it, with
    the wiki as the plan would make it, so a link to a page that is planned is no dead link.
    """
    planned = add_planned_pages(before, plans, schema)
    haystacks: dict[str, Haystack | None] = {}

    def gate(page_edits: PageEdits) -> list[str]:
        try:
            page, _ = edit_page(page_edits, before, planned, schema)
        except EditError as error:
            return [f"{error}."]
        page = write_footnotes(page, before, new)
        view = View(
            (_add_sources(page, new, before),),
            planned,
            schema,
            sources,
            before,
            {page.path: page_edits.removes},
            raw_stems=stems,
            haystacks=haystacks,
            written=True,
            render=gfm.render,
            hands=hands,
        )
        return [_finding_as_sentence(f) for f in rules.run(view, rules.DRAFT)]

    return gate


def _add_sources(page: Page, new: dict[str, Citation], before: Wiki) -> Page:
    """Return the page with all that it cites among its sources: a new one may cite older claims."""
    cited = {c.source for x in page.labels if (c := new.get(x) or before.citation(x))}
    return replace(
        page, meta={**page.meta, "sources": sorted({*(page.meta.get("sources") or []), *cited})}
    )


def _finding_as_sentence(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}. {finding.suggestion}".strip()


def check_all_pages(change: ChangeSet, done: Assembled, snapshot: Snapshot) -> list[Finding]:
    removes = {
        page.path: e.removes
        for page in done.pages
        for e in change.pages
        if e.plan.slug == page.slug
    }
    view = View(
        done.pages,
        done.after,
        snapshot.schema,
        _sources_after(change, snapshot),
        snapshot.wiki,
        removes,
        done.files,
        snapshot.raw_stems,
        written=True,
        render=gfm.render,
        hands=snapshot.hands,
    )
    return [*rules.run(view), *_errors_of_bookkeeping(done, change, snapshot)]


def _sources_after(change: ChangeSet, snapshot: Snapshot) -> Sources:
    """Return how rules look up sources: the one of the change as it was read now."""
    return lambda path: (
        source_of_change(change, snapshot)
        if path == change.source.path
        else snapshot.source_or_none(path)
    )


def source_of_change(change: ChangeSet, snapshot: Snapshot) -> Source:
    """Return the source of a change as it was read now, with what was read of its pictures."""
    return add_transcript(snapshot.source(change.source.path), change.transcript)


def _errors_of_bookkeeping(done: Assembled, change: ChangeSet, snapshot: Snapshot) -> list[Finding]:
    """Return the errors that bookkeeping alone brings to pages which nobody edits.

    There are none unless a footnote of theirs is wrong.
    """
    edited_paths = {page.path for page in done.pages}
    paths = [f.path for f in done.files if is_page(f.path) and f.path not in edited_paths]
    pages = tuple(done.after.page(slug_of_path(path)) for path in paths)
    sources = _sources_after(change, snapshot)
    found = _run_rules_of_renewed(pages, done.after, snapshot, sources, snapshot.wiki)
    if not found:
        return []
    before = tuple(snapshot.wiki.page(page.slug) for page in pages if page.slug in snapshot.wiki)
    known = {
        (f.rule, f.path, f.subject, f.message)
        for f in _run_rules_of_renewed(before, snapshot.wiki, snapshot, snapshot.source_or_none)
    }
    return [f for f in found if (f.rule, f.path, f.subject, f.message) not in known]


def _run_rules_of_renewed(
    pages: tuple[Page, ...],
    wiki: Wiki,
    snapshot: Snapshot,
    sources: Sources,
    before: Wiki | None = None,
) -> list[Finding]:
    stems = snapshot.raw_stems
    view = View(
        pages,
        wiki,
        snapshot.schema,
        sources,
        before,
        raw_stems=stems,
        written=True,
        render=gfm.render,
    )
    return (
        [f for f in rules.run(view, _RULES_OF_RENEWED_PAGES) if f.severity == "error"]
        if pages
        else []
    )


def file_faults(files: Iterable[FileChange], snapshot: Snapshot) -> list[Finding]:
    """Return what `wiki check` would say of these files whatever the rules say of the pages.

    It is about names, kinds, sizes and the log. Both decide it by the same functions of `core`, so
    nothing of ours is offered that our own check refuses.
    """
    files = list(files)
    found = [*touched_files.find_faults_of_ours(files, snapshot.modes)]
    for file in files:
        if file.path == LOG_PATH:
            problems = log.find_log_problems(file.before or "", file.after or "")
            found += [
                file_finding("bad-log-entry", "error", LOG_PATH, message, "", line)
                for line, message in problems
            ]
        elif is_page(file.path) and is_garbled(file.before):
            message = (
                "the page is not UTF-8, or holds the sign U+FFFD for a lost one, and writing it"
                " would lose more"
            )
            found.append(file_finding("not-text", "error", file.path, message, "Save it as UTF-8."))
    return found
