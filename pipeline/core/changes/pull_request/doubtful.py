"""List the sentences whose quotes do not show all that they say, and what else may not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.support.item import Doubt
from pipeline.core.text import shorten
from pipeline.core.values import Finding
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece

_FEW_WORDS = 2  # what no quote says and is no longer than this comes last


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield the doubtful sentences that the pages still have, then what has lost its quote.

    What the rules found and let pass comes last.
    """
    parts, places = material.parts, material.places
    doubts = sorted(list_doubts(parts), key=lambda row: _is_small(row[1]))
    yield from (_doubt(*row, places, detail) for row in doubts)
    for number, part in enumerate(parts):
        for label in part.change.gone:
            yield Concern("doubtful", "No longer in the source:", _gone(label, part), number)
    yield from (_finding(found, places) for found in _findings(parts))


def _gone(label: str, part: Part) -> str:
    """Return that an earlier claim's quote left the source, and where the claim still stands."""
    after = part.done.after
    pages = ", ".join(make_inert(after.facts[s].title) for s in after.pages_citing(label))
    return (
        f"the claim behind {make_code(label)}. {pages or 'A page'} still says it: correct it there,"
        " or keep it as history."
    )


def _findings(parts: Sequence[Part]) -> list[Finding]:
    """Return what the rules let pass; of a page that several parts edit, what the last found."""
    found: dict[tuple[str, str, str], Finding] = {}
    for part in parts:
        edited = {page.path for page in part.done.pages}
        found = {key: f for key, f in found.items() if f.path not in edited}
        found |= {(f.rule, f.path, f.subject): f for f in part.findings}
    return list(found.values())


def _finding(found: Finding, places: Places | None) -> Concern:
    where = make_link(
        f"{make_code(found.path)} line {found.line}",
        places.page(found.path, found.line) if places else "",
    )
    said = make_inert(shorten(found.message, 200))
    return Concern("doubtful", "Look closer:", f"{where}: {said} ({found.rule})", -1)


def list_doubts(parts: Sequence[Part]) -> list[tuple[Page, Doubt]]:
    """Return the doubts whose sentences stand on the pages as the last part leaves them."""
    after = parts[-1].done.after
    shown: dict[str, set[str]] = {}
    found: dict[Doubt, Page] = {}
    for doubt in (doubt for part in parts for doubt in part.change.doubts):
        if doubt.slug not in after:
            continue
        page = after.page(doubt.slug)
        if doubt.slug not in shown:
            shown[doubt.slug] = {_letters(show_piece(piece)) for piece in pieces_of_page(page)}
        if _letters(doubt.statement) in shown[doubt.slug]:
            found[doubt] = page
    return [(page, doubt) for doubt, page in found.items()]


def _letters(text: str) -> str:
    """Return a text without its blanks and hidden characters."""
    return "".join(strip_hidden(text).split())


def _is_small(doubt: Doubt) -> bool:
    return doubt.fault == "adds" and len(doubt.words.split()) <= _FEW_WORDS


def _doubt(page: Page, doubt: Doubt, places: Places | None, detail: Detail) -> Concern:
    title = make_inert(shorten(str(page.meta.get("title") or page.slug), 120))
    where = make_link(title, places.page(page.path)) if places else title
    words, sentence = (
        make_inert(shorten(x, detail.sentence)) for x in (doubt.words, doubt.statement)
    )
    about = f"“{sentence}”" if words == sentence else f"“{words}” in “{sentence}”"
    quote = (
        f" The source: “{make_inert(shorten(doubt.quote, detail.quote))}”" if doubt.quote else ""
    )
    return Concern(
        "doubtful", "Doubtful:", f"{about} {make_inert(shorten(doubt.why, 300))}{quote} {where}", -1
    )
