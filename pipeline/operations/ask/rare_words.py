"""Words of a question that stand on pages, and not in what the index page tells of any page.

Whoever picks pages by the index, by titles, aliases and summaries, misses the page that names a
thing in its text alone. So these pages are shown beside the index, the rarest words first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.adapters.store.search_rows import IndexedPage, PageFilter, SearchRows
from pipeline.core.search.link_spreading import best
from pipeline.core.search.query import Query, SearchTerm
from pipeline.operations.ask.statements import parse_question

MOST_WORDS = 8
MOST_PAGES_OF_WORD = 3
_COMMON = 0.5  # a word on a larger share of the pages tells nothing


@dataclass(frozen=True)
class RareWord:
    """A word as the question writes it, on how many pages it stands, and the best of them."""

    word: str
    held: int
    pages: tuple[IndexedPage, ...]


def pages_by_rare_words(
    rows: SearchRows, text: str, words: int = MOST_WORDS, pages: int = MOST_PAGES_OF_WORD
) -> list[RareWord]:
    """Return the words of a question that the index page lacks and pages hold, the rarest first.

    Of each word the best pages stand there, those first that fit the whole question best. At most
    so many words are returned, and so many pages of each. Words that only make a question of it,
    and words that more than half of the pages hold, are left out. `UserError` where the question
    holds no word.
    """
    query = parse_question(rows, text)
    counts, size = rows.counts(query.words), rows.size
    lacking = sorted(
        (counts[one.key], place)
        for place, one in enumerate(query.words)
        if 0 < counts[one.key] <= max(1, size * _COMMON) and not rows.is_in_index_page(one)
    )
    return [
        RareWord(one.written, held, tuple(_pages_holding(rows, query, one, pages)))
        for held, one in ((held, query.words[place]) for held, place in lacking[:words])
    ]


def words_on_no_page(rows: SearchRows, text: str) -> list[str]:
    """Return the telling words of a question that no page holds, as they are written there."""
    query = parse_question(rows, text)
    counts = rows.counts(query.words)
    return [one.written for one in query.words if not counts[one.key]]


def _pages_holding(
    rows: SearchRows, query: Query, word: SearchTerm, most: int
) -> Iterator[IndexedPage]:
    """Yield the pages on which a word stands, best first by all words of the question."""
    others = tuple(one for one in query.words if one != word)
    scores = rows.scores(Query(others, (word,), query.language), PageFilter(), most)
    yield from rows.pages(best(scores, most))
