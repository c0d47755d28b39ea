"""The statements of a wiki that are about a question, each with its page, its place and its marks.

A statement is a sentence, a list item or a row of a table, as `core/wiki/pieces.py` cuts them, or a
line of code. They are ranked by themselves, on the pages that fit a question best or on given ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter, SearchRows
from pipeline.core.name_keys import fold
from pipeline.core.search.link_spreading import best
from pipeline.core.search.query import Query, parse_query
from pipeline.core.search.snippets import IndexedPassage
from pipeline.core.search.statement_ranking import StatementsOfPage, rank_statements
from pipeline.operations.ask.rank_pages import RankedPages, rank_pages

MOST_PAGES = 60  # whose statements are looked at; more of them find nothing more
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟＂', " "))


@dataclass(frozen=True)
class FoundStatement:
    """A statement of a page, as it stands in the tree that was asked.

    `line` counts in the page's file. `heading` is the `##` or `###` above it, "" above the first.
    `text` is what a reader takes in, in plain words, with the cells of a table row after their
    headers. `raw` is the Markdown as it is written, marks and links included. `labels` are the
    marks of its footnotes. `score` is BM25's, and compares statements of one ranking only.
    """

    page: IndexedPage
    line: int
    heading: str
    text: str
    raw: str
    labels: tuple[str, ...]
    score: float = 0.0


def find_statements(
    rows: SearchRows,
    text: str,
    pages: Sequence[IndexedPage] | None = None,
    most: int = 50,
    cited_only: bool = False,
) -> list[FoundStatement]:
    """Return the statements that are most about a question, best first.

    `pages` are those on which they are looked for; without them these are the best pages that
    `wiki search` finds. Where `cited_only` is true, a statement without a mark is left out. Quotes
    in the question mean nothing: in questions they stand around names. A word that no page holds is
    taken for the nearest one of titles and aliases. `UserError` where the question holds no word.
    """
    ranked = rank_question(rows, text)
    if pages is None:
        pages = rows.pages(best(ranked.scores, MOST_PAGES))
    passages = [rows.passages(page.number) for page in pages]
    asked = [
        StatementsOfPage((page.title, *page.aliases), there, ranked.scores.get(page.number, 0.0))
        for page, there in zip(pages, passages, strict=True)
    ]
    places = rank_statements(ranked.query, asked, ranked.rarity)
    if cited_only:
        places = [one for one in places if passages[one[0]][one[1]].labels]
    raws: dict[int, list[str]] = {}
    found = []
    for page, at, score in places[:most]:
        if page not in raws:
            raws[page] = rows.raw_passages(pages[page].number)
        found.append(_statement(pages[page], passages[page][at], raws[page][at], score))
    return found


def rank_question(rows: SearchRows, text: str) -> RankedPages:
    """Return the ranking of all pages for a question, in which quotes mean nothing."""
    return rank_pages(rows, text.translate(_QUOTES), PageFilter())


def parse_question(rows: SearchRows, text: str) -> Query:
    """Return what a question looks for; `UserError` where there is no word in it."""
    return parse_query(text.translate(_QUOTES), rows.language)


def statements_of_page(rows: SearchRows, page: IndexedPage) -> list[FoundStatement]:
    """Return every statement of a page, in the order in which they stand there."""
    texts = zip(rows.passages(page.number), rows.raw_passages(page.number), strict=True)
    return [_statement(page, one, raw) for one, raw in texts]


def _statement(
    page: IndexedPage, one: IndexedPassage, raw: str, score: float = 0.0
) -> FoundStatement:
    return FoundStatement(page, one.line, one.heading, one.text, raw, one.labels, score)


def pages_called(rows: SearchRows, names: Iterable[str]) -> Iterator[IndexedPage]:
    """Yield the pages that links by these names open, each once; a name that opens none is skipped.

    A name is a slug, a title or an alias, in whatever case.
    """
    keys = [fold(name) for name in names]
    opened = rows.resolve(keys)
    numbers = dict.fromkeys(opened[key] for key in keys if key in opened)
    yield from rows.pages([*numbers])
