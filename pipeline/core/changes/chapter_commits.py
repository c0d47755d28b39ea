"""Divide the pages that a long source makes by its chapters, so that each chapter is a commit.

The last commit of a proposal brings all else: the summary page, and what is derived of all pages.
Links between chapters lead nowhere until it, so nothing but the whole is checked and offered.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.changes.assemble import Assembled
from pipeline.core.changes.change_set import ChangeSet
from pipeline.core.changes.section_coverage import is_long, place_claims
from pipeline.core.github.inert import make_plain_line
from pipeline.core.markup.source_sections import sections_of
from pipeline.core.values import Source
from pipeline.core.wiki.schema import SUMMARY_TYPE

_FEWEST_CHAPTERS = 2  # that bring pages; else one commit tells as much


@dataclass(frozen=True)
class ChapterCommit:
    """The message of a commit, and the paths of the pages that it brings."""

    message: str
    paths: tuple[str, ...]


def divide_by_chapter(
    source: Source, change: ChangeSet, done: Assembled
) -> tuple[ChapterCommit, ...]:
    """Return a commit for each chapter that brings pages; none for a short source.

    A page belongs to the chapter of the first claim of this source that stands on it.
    """
    if not is_long(source):
        return ()
    sections = sections_of(source.text, source.format != "text")
    claims = change.extraction.claims
    places = place_claims(claims, sections, source)
    chapter_of = {c.id: number for c, number in zip(claims, places, strict=True)}
    by_chapter: dict[int, list[str]] = {}
    for page in done.pages:
        here = [chapter_of[label] for label in page.labels if label in chapter_of]
        if here and page.meta.get("type") != SUMMARY_TYPE:
            by_chapter.setdefault(here[0], []).append(page.path)
    if len(by_chapter) < _FEWEST_CHAPTERS:
        return ()
    changed = {f.path: f for f in done.files}
    return tuple(
        _commit(
            change,
            sections[number].title or f"lines from {source.locators[sections[number].start]}",
            [path for path in paths if path in changed],
            {path for path in paths if path in changed and changed[path].before is None},
        )
        for number, paths in sorted(by_chapter.items())
    )


def _commit(change: ChangeSet, title: str, paths: list[str], new: set[str]) -> ChapterCommit:
    name = make_plain_line(change.extraction.title, 40)
    subject = f"Compile {name}: {make_plain_line(title, 50)}"
    rows = "\n".join(f"- {'create' if path in new else 'update'} {path}" for path in paths)
    trailers = "\n".join(
        f"{key}: {make_plain_line(value, 300)}"
        for key, value in (
            ("Wiki-Source", change.source.path),
            ("Wiki-Source-SHA256", change.source.sha256),
        )
    )
    return ChapterCommit(f"{subject}\n\n{rows}\n\n{trailers}\n", tuple(paths))
