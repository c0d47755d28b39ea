"""`wiki path`: how two pages hang together, with the sentence that links at each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from pipeline.adapters.store.search_rows import IndexedPage, SearchRows
from pipeline.core.search.page_path import shortest_path
from pipeline.core.search.snippets import IndexedPassage
from pipeline.operations.ask.named_page import number_of_page


@dataclass(frozen=True)
class PathStep:
    """One step to the page `to`.

    `forward` says that the page before links to it, and not the other way round. `holder` is the
    page on which the link stands, and `passage` the sentence that holds it.
    """

    to: IndexedPage
    forward: bool
    holder: IndexedPage
    passage: IndexedPassage


@dataclass(frozen=True)
class PagePath:
    """A shortest way between two pages; without steps if they are one, or no links lead there."""

    start: IndexedPage
    goal: IndexedPage
    steps: tuple[PathStep, ...]


def make_path(start: str, goal: str) -> Callable[[SearchRows], PagePath]:
    """Return a question to the index: by which links two pages hang together."""
    return lambda rows: find_path(rows, start, goal)


def find_path(rows: SearchRows, start: str, goal: str) -> PagePath:
    """Return the shortest way between the pages of two names; `UserError` for an unknown name."""
    ends = [number_of_page(rows, name) for name in (start, goal)]
    links = rows.all_links()
    numbers = shortest_path({page: [*to] for page, to in links.items()}, *ends)
    pages = {page.number: page for page in rows.pages([*dict.fromkeys((*ends, *numbers))])}
    steps = []
    for here, there in pairwise(numbers):
        forward = there in links.get(here, {})
        holder, target = (here, there) if forward else (there, here)
        passage = rows.passages(holder)[links[holder][target]]
        steps.append(PathStep(pages[there], forward, pages[holder], passage))
    return PagePath(pages[ends[0]], pages[ends[1]], tuple(steps))
