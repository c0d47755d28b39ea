"""List the sentences whose quotes do not show all that they say, on the first screen."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details
from pipeline.core.support.item import Doubt
from pipeline.core.text import counted, shorten, strip_hidden
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece

_MOST_OPEN = 8  # doubts that are shown at once; the others are folded
_FEW_WORDS = 2  # what no quote says and is no longer than this is folded
_INTRO = (
    "The footnotes of these sentences do not show all that they say. It may be true all the same:"
    " widen the footnote, reword the sentence, or leave it."
)


def write_doubtful(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of doubtful sentences, as far as the pages still have them."""
    rows = _standing(parts)
    if not rows:
        return ""
    open_ = [(page, doubt) for page, doubt in rows if not _is_small(doubt)]
    folded = [*open_[_MOST_OPEN:], *(row for row in rows if _is_small(row[1]))]
    text = [f"## Doubtful ({len(rows)})", _INTRO]
    if open_:
        text.append("\n".join(_line(*row, places) for row in open_[:_MOST_OPEN]))
    if folded:
        more = "more " if open_ else ""
        inner = "\n".join(_line(*row, places) for row in folded)
        text.append(make_details(f"{counted(len(folded), f'{more}sentence')}", inner))
    return "\n\n".join(text)


def _standing(parts: Sequence[Part]) -> list[tuple[Page, Doubt]]:
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


def _line(page: Page, doubt: Doubt, places: Places | None) -> str:
    title = make_inert(shorten(str(page.meta.get("title") or page.slug), 120))
    where = make_link(title, places.page(page.path)) if places else title
    words, sentence = (make_inert(shorten(x, 200)) for x in (doubt.words, doubt.statement))
    about = f"“{words}”" if words == sentence else f"“{words}” in “{sentence}”"
    quote = f"\n  - the source: “{make_inert(shorten(doubt.quote, 300))}”" if doubt.quote else ""
    return f"- {where}: {about}. {make_inert(shorten(doubt.why, 300))}{quote}"
