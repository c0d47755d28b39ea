"""What a page gives to the index of the search: its words by field, its statements, its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.markup.code_blocks import scan_blocks
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.search.near_spelling import spelling_of
from pipeline.core.search.snippets import IndexedPassage
from pipeline.core.search.terms import terms_of, words_of
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_page, parse_leniently, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import Piece, pieces_of_page, show_piece

_LONGEST_LINE = 2_000  # characters of a statement that are kept
_LONGEST_RAW = 4_000  # and as it is written


@dataclass(frozen=True)
class IndexEntry:
    """One page as the index holds it.

    `summary` is the first sentence of its TLDR, which its line in the index page holds. `words` are
    the terms of its fields, joined by spaces: title, aliases, headings, summary, body. `names` are
    what a link can call it, folded, each with its rank: 0 is the slug, 1 the title. `raws` are the
    passages as they are written, in Markdown. `links` are the folded names to which it links, each
    with the number of the passage that does so first. `spellings` are the words of its names, each
    with its terms: by them a mistyped name is known.
    """

    path: str
    slug: str
    title: str
    type: str
    confidence: str
    updated: str
    aliases: tuple[str, ...]
    summary: str
    sources: tuple[str, ...]
    names: tuple[tuple[str, int], ...]
    words: tuple[str, ...]
    passages: tuple[IndexedPassage, ...]
    raws: tuple[str, ...]
    links: tuple[tuple[str, int], ...]
    spellings: tuple[tuple[str, str], ...]


def entry_of_page(path: str, text: str, language: str) -> IndexEntry:
    """Return what a page gives to the index; one with broken front matter gives its body."""
    page = parse_leniently(path, text)
    meta = page.meta
    title = str(meta.get("title") or page.slug)
    aliases = tuple(x for x in strings_of_value(meta.get("aliases")) if x != title)
    names: dict[str, int] = {}
    for rank, name in enumerate((page.slug, title, *aliases)):
        names.setdefault(fold(name), min(rank, 2))
    pieces = [*_pieces(page, language)]
    called = _with_slug(page.slug, title, aliases, language)
    cites = citations.sources_of(page.definitions.values(), path)
    return IndexEntry(
        path=path,
        slug=page.slug,
        title=title,
        type=str(meta.get("type") or ""),
        confidence=str(meta.get("confidence") or ""),
        updated=str(meta.get("updated") or ""),
        aliases=aliases,
        summary=(summary := markdown.first_sentence(page.lead)),
        sources=tuple(
            dict.fromkeys(
                (
                    *strings_of_value(meta.get("source")),
                    *strings_of_value(meta.get("sources")),
                    *cites,
                )
            )
        ),
        names=tuple((name, rank) for name, rank in names.items() if name),
        words=tuple(
            _joined(field, language) for field in (title, "\n".join(called), *_texts(page, summary))
        ),
        passages=tuple(passage for passage, _ in pieces),
        raws=tuple(raw[:_LONGEST_RAW] for _, raw in pieces),
        links=tuple(_links(path, pieces)),
        spellings=tuple(dict.fromkeys(x for x in _spellings((title, *called), language) if x[1])),
    )


def _with_slug(slug: str, title: str, aliases: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return a page's other names, with its slug where that holds a word which they lack."""
    known = terms_of("\n".join((title, *aliases)), language)
    return aliases if {*terms_of(slug, language)} <= {*known} else (*aliases, slug)


def _joined(text: str, language: str) -> str:
    return " ".join(terms_of(text, language))


def _texts(page: Page, summary: str) -> tuple[str, str, str]:
    """Return the words of a page's headings, of its summary, and of the rest."""
    lead = _as_words(page.lead)
    if lead.startswith(summary):
        lead = lead.removeprefix(summary)
    else:  # a comment stands in it
        summary, lead = lead, ""
    return (
        "\n".join(markdown.headings_of(page.body)),
        summary,
        "\n".join((lead, *(_as_words(part.text) for part in page.parts))),
    )


def _as_words(text: str) -> str:
    out, at = [], 0
    for start, end in text_mask.find_comments(text):
        out.append(text[at:start])
        at = end
    return markdown.to_plain_text(" ".join((*out, text[at:])))


def _pieces(page: Page, language: str) -> Iterator[tuple[IndexedPassage, str]]:
    """Yield what can be shown of a page, each passage with its text as written, by line.

    These are its statements, and the lines of its blocks of code.
    """
    code = [*_lines_of_code(page, language)]
    for piece in pieces_of_page(page):
        while code and code[0].line < piece.line:
            yield (line := code.pop(0)), line.text
        if shown := show_piece(piece):
            yield _passage(piece, shown, language), piece.raw
    yield from ((line, line.text) for line in code)


def _passage(piece: Piece, shown: str, language: str) -> IndexedPassage:
    marks = tuple(dict.fromkeys(footnotes.find_marks(piece.raw))) if "[^" in piece.raw else ()
    text = shown[:_LONGEST_LINE]
    return IndexedPassage(piece.line, piece.heading, text, marks, _joined(text, language))


def _lines_of_code(page: Page, language: str) -> Iterator[IndexedPassage]:
    if "```" not in page.body and "~~~" not in page.body and "\n    " not in page.body:
        return
    first = page.first_line
    lines = page.body.split("\n")
    for number, is_code in enumerate(scan_blocks(page.body)[0]):
        if is_code and words_of(lines[number]):
            text = lines[number].strip()[:_LONGEST_LINE]
            yield IndexedPassage(first + number, "", text, (), _joined(text, language))


def _links(path: str, pieces: Sequence[tuple[IndexedPassage, str]]) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for number, (_, raw) in enumerate(pieces):
        for link in markdown.find_links(raw) if "[[" in raw or "](" in raw else ():
            name = _name_of_target(path, link.kind, link.target)
            if name and name not in seen:
                seen.add(name)
                yield name, number


def _name_of_target(path: str, kind: str, target: str) -> str:
    """Return the folded name by which a link calls a page; "" where it leads elsewhere."""
    if kind == "wiki":
        return _called(target)
    if not target or "://" in target:
        return ""
    page = citations.from_link(path, target.split("?")[0])
    return _called(page) if is_page(page) else ""


@lru_cache(maxsize=100_000)
def _called(target: str) -> str:
    return fold(slug_of_path(target))


def _spellings(names: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Yield the words of names, and each name of several words as one, with their terms."""
    for name in names:
        words = words_of(name)
        for word in words:
            yield spelling_of(word), _joined(word, language)
        if 1 < len(words) < 5:
            yield spelling_of("".join(words)), _joined(name, language)
