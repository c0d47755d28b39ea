"""Lay a change set on a newer wiki without asking a librarian again.

Each edit of an existing page carries the digest of the text it was made against
(`edits.stamp_edits`). Where these texts still stand, the edits mean the same on the newer wiki, and
are kept as they are; where one does not, the whole source has to be compiled again. So a replay
never guesses: it gives what the librarian decided, or an error.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.changes import edits
from pipeline.core.changes.assemble import path_of
from pipeline.core.changes.change_set import (
    AddSection,
    AppendToSection,
    ChangeSet,
    CreatePage,
    Edit,
    PageEdits,
)
from pipeline.core.errors import UserError
from pipeline.core.markup import footnotes, markdown
from pipeline.core.name_keys import fold
from pipeline.core.text import shorten
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki


def fit_to_wiki(change: ChangeSet, wiki: Wiki, schema: Schema) -> tuple[ChangeSet, tuple[str, ...]]:
    """Return a change set as the wiki takes it now, and the titles of pages that it now shares.

    An edit whose digest holds stays as it is. A page that was to be created and exists by now is
    given the sections and claims in addition, so that nothing of either is lost; its title is in
    the answer. Raises `UserError` where the text under an edit has changed.
    """
    label = change.extraction.title
    pages, grown = [], []
    for page_edits in change.pages:
        there = _there(page_edits, wiki)
        if creates_page(page_edits) and there:
            page_edits = _added(page_edits, there, wiki, label)
            grown.append(wiki.facts[there].title)
        elif not creates_page(page_edits) and page_edits.plan.slug not in wiki:
            raise _moved(change, path_of(page_edits.plan, wiki, _known(schema, page_edits)))
        elif not creates_page(page_edits) and not _still_holds(page_edits, wiki):
            raise _moved(change, wiki.facts[page_edits.plan.slug].path)
        pages.append(page_edits)
    return replace(change, pages=tuple(pages)), tuple(grown)


def _known(schema: Schema, page_edits: PageEdits) -> Schema:
    if page_edits.plan.type not in schema.types:
        raise UserError(
            f"The page type {page_edits.plan.type[:40]!r} is not declared in schema.md.",
            "Declare it there.",
        )
    return schema


def _moved(change: ChangeSet, path: str) -> UserError:
    return UserError(
        f"{change.source.path}: {path} no longer reads as it did when the change was made.",
        "The source has to be compiled again on the newer wiki.",
    )


def creates_page(page_edits: PageEdits) -> bool:
    """Tell whether the edits create their page."""
    return any(isinstance(e, CreatePage) for e in page_edits.edits)


def _there(page_edits: PageEdits, wiki: Wiki) -> str | None:
    """Return the slug of the page that a new page would double; None where there is none.

    A page may be found by slug or by name, a summary page only by its slug.
    """
    plan = page_edits.plan
    if plan.slug in wiki:
        return plan.slug
    return wiki.resolve(plan.title) if plan.type != SUMMARY_TYPE else None


def _added(page_edits: PageEdits, slug: str, wiki: Wiki, label: str) -> PageEdits:
    """Return the edits of a new page as additions to the page that exists."""
    facts = wiki.facts[slug]
    if SUMMARY_TYPE in (page_edits.plan.type, facts.type):
        raise UserError(
            f"{facts.path} exists and records another source.",
            "The source has to be compiled again.",
        )
    page = wiki.page(slug)
    out: list[Edit] = []
    for edit in page_edits.edits:
        out += (
            _additions(edit, {fold(p.heading) for p in page.parts}, label)
            if isinstance(edit, CreatePage)
            else [edit]
        )
    plan = replace(page_edits.plan, slug=slug, title=facts.title, type=facts.type, action="update")
    return replace(page_edits, plan=plan, edits=tuple(out))


def _additions(edit: CreatePage, have: set[str], label: str) -> list[Edit]:
    """Return a new page's text as sections of another page.

    Its opening words become a section too, where they cite what its sections do not.
    """
    out: list[Edit] = []
    in_sections = {mark for s in edit.sections for mark in footnotes.find_marks(s.text)}
    if set(footnotes.find_marks(edit.tldr)) - in_sections:
        heading = markdown.to_plain_text(f"From {shorten(label, 80)}")
        out.append(
            AppendToSection(heading, edit.tldr)
            if fold(heading) in have
            else AddSection(heading, edit.tldr)
        )
        have = have | {fold(heading)}
    for part in edit.sections:
        known = fold(part.heading) in have
        out.append(
            AppendToSection(part.heading, part.text)
            if known
            else AddSection(part.heading, part.text)
        )
    return out


def _still_holds(page_edits: PageEdits, wiki: Wiki) -> bool:
    """Tell whether every edit of an existing page still finds the text it was made against."""
    page = wiki.page(page_edits.plan.slug)
    for edit in page_edits.edits:
        if not edits.still_fits(page, edit):
            return False
        try:
            page = edits.apply_edits(page, [edit])
        except edits.EditError:
            return False
    return True
