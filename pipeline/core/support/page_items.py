"""Make of a page's cited statements what a judge of their support is shown.

The quotes are taken from the citations, one by one, so that each keeps its source and its mark. A
statement is shown with the one before it and the one after it: a fourth of all lean on what stands
before ("it", "then", "in that case"), and some have their exception in the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes, text_mask
from pipeline.core.support.item import CitedQuote, CitedSource, SupportItem, mark_with
from pipeline.core.support.quote_place import QuotePlaces
from pipeline.core.text import normalise, shorten
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import Piece, pieces_of_page, show_piece
from pipeline.core.wiki.wiki import Wiki

STATEMENT_CHARACTERS = 2_000
AROUND_CHARACTERS = 400  # of the statement before and the one after
QUOTE_CHARACTERS = 900
MOST_QUOTES = 16  # of one statement
_MARK = re.compile(r"\[\^([^\[\]\s]{1,200})\]")
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"(\s*)(?:>\s?)*(?:[-*+]\s+(?:\[.\]\s+)?|\d{1,9}[.)]\s+)")

Places = Callable[[str], QuotePlaces | None]
"""Return the places of the quotes of a source, by its path; None where it cannot be read."""


def items_of_page(page: Page, wiki: Wiki, places: Places) -> list[SupportItem]:
    """Return the cited statements of a page, in order, as a judge is shown them."""
    title = strip_hidden(str(page.meta.get("title") or page.slug.replace("-", " ")))
    pieces = list(pieces_of_page(page))
    known: dict[str, citations.Citation | None] = {}
    found = []
    for i, (piece, place) in enumerate(zip(pieces, _places_on_page(pieces, page), strict=True)):
        cited = _cited(piece, page, known)
        if not cited:
            continue
        same = i + 1 < len(pieces) and pieces[i + 1].heading == piece.heading
        found.append(
            SupportItem(
                page.slug,
                title,
                strip_hidden(piece.heading),
                shorten(strip_hidden(place.before), AROUND_CHARACTERS),
                place.sign,
                number_marks(piece, [c.label for c in cited]),
                shorten(strip_hidden(show_piece(pieces[i + 1])), AROUND_CHARACTERS) if same else "",
                telling_quotes(list(cite_quotes(cited, places)), piece.raw),
                tuple(cited_source(path, wiki) for path in dict.fromkeys(c.source for c in cited)),
                piece.raw,
                tuple(c.label for c in cited),
            )
        )
    return found


def _cited(
    piece: Piece, page: Page, known: dict[str, citations.Citation | None]
) -> list[citations.Citation]:
    labels = dict.fromkeys(footnotes.find_marks(piece.raw)) if "[^" in piece.raw else ()
    for label in labels:
        if label not in known:
            text = page.definitions.get(label, "")
            known[label] = citations.parse(label, text, page.path) if text else None
    return [c for label in labels if (c := known[label])]


def cite_quotes(cited: Sequence[citations.Citation], places: Places) -> Iterator[CitedQuote]:
    for mark, citation in enumerate(cited, 1):
        place = places(citation.source)
        for quote in citation.quotes:
            under, after = place.place_of(quote, citation.unit) if place else ("", "")
            text = shorten(normalise(quote.text), QUOTE_CHARACTERS)
            yield CitedQuote(mark, source_name(citation.source), text, under, after)


def telling_quotes(quotes: Sequence[CitedQuote], raw: str) -> tuple[CitedQuote, ...]:
    """Return the quotes of a statement in their order; of very many those with most of its words.

    A row of a table may rest on a claim that holds the whole table.
    """
    if len(quotes) <= MOST_QUOTES:
        return tuple(quotes)
    said = set(_WORD.findall(raw.casefold()))
    shared = [len(said & set(_WORD.findall(q.text.casefold()))) for q in quotes]
    first = sorted(range(len(quotes)), key=lambda i: -shared[i])[:MOST_QUOTES]
    return tuple(quotes[i] for i in sorted(first))


def source_name(path: str) -> str:
    """Return what a source is called before a judge: its path below `raw/`."""
    return strip_hidden(path.removeprefix("raw/"))


def cited_source(path: str, wiki: Wiki) -> CitedSource:
    """Return what the wiki's record of a source says of it."""
    facts = wiki.records.get(path)
    if facts is None:
        return CitedSource(source_name(path))
    said = {name: strip_hidden(facts.record.get(name, "")) for name in _TOLD}
    standing = read_standing(said.pop("status"))
    return CitedSource(source_name(path), strip_hidden(facts.title), **said, standing=standing)


_TOLD = ("author", "published", "effective", "status")


def number_marks(piece: Piece, labels: Sequence[str]) -> str:
    """Return a piece as plain text with the numbers of its marks (`mark_with`), from 1."""

    def number(found: re.Match[str]) -> str:
        return mark_with(labels.index(found[1]) + 1) if found[1] in labels else found[0]

    raw, shown = strip_hidden(piece.raw), text_mask.mask(strip_hidden(piece.raw))
    if len(shown) == len(raw):  # what only looks like a mark, in code, is left
        real = {m.start() for m in _MARK.finditer(shown)}
        raw = _MARK.sub(lambda m: number(m) if m.start() in real else m[0], raw)
    return shorten(show_piece(replace(piece, raw=raw)), STATEMENT_CHARACTERS)


# --- where a piece stands ---


@dataclass(frozen=True)
class _PlaceOnPage:
    """What stands before a piece under its heading, and the sign that makes it a list item."""

    before: str
    sign: str = ""


def _places_on_page(pieces: Sequence[Piece], page: Page) -> Iterator[_PlaceOnPage]:
    """Yield for each piece where it stands.

    Before it stands the sentence before; before a list item the item around it or the lead-in of
    its list, and before a table row the lead-in of the table.
    """
    lines = page.render().split("\n")
    heading: str | None = None
    text, last = "", ""
    around: list[tuple[int, str]] = []
    for piece in pieces:
        if piece.heading != heading:
            heading, text, last, around = piece.heading, "", "", []
        if piece.raw.startswith("|"):
            yield _PlaceOnPage(text)
            continue
        shown = show_piece(piece)
        line = lines[piece.line - 1] if piece.line <= len(lines) else ""
        sign = _SIGN.match(line)
        if sign and line[sign.end() :].startswith(piece.raw.split("\n", 1)[0]):
            indent = len(sign[1].expandtabs(4))
            while around and around[-1][0] >= indent:
                around.pop()
            yield _PlaceOnPage(around[-1][1] if around else text, "  " * len(around) + "- ")
            around.append((indent, shown))
        else:
            yield _PlaceOnPage(last)
            if not line[:1].isspace() and not sign:
                text, around = shown, []
        last = shown
