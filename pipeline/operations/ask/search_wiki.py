"""Search a wiki by the engine that its `schema.md` or whoever asks chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.core.wiki.search_settings import SearchEngine, SearchSettings
from pipeline.operations.ask.search import SearchResult, find_pages
from pipeline.operations.ask.wiki_index import ask_wiki

if TYPE_CHECKING:
    from pipeline.adapters.git.plain_git import Head
    from pipeline.adapters.vectors.embedder import Embedder
    from pipeline.core.search.near_section import NearSection


@dataclass(frozen=True)
class SearchWish:
    """What is searched for: words, which pages may be found, how many, and by which engine.

    Without an `engine` it is that of `schema.md`. With `rerank`, the best pages are compared with
    the question once more, one by one.
    """

    text: str
    only: PageFilter = field(default_factory=PageFilter)
    most: int = 10
    engine: SearchEngine | None = None
    rerank: bool = False


def search_wiki(
    place: Path | Head,
    wish: SearchWish,
    environ: Mapping[str, str],
    tell: Callable[[str], None] = lambda _: None,
) -> SearchResult:
    """Return what a search finds in the wiki that holds a folder, or of what HEAD has there.

    `UserError` for a query or a filter of no use, and where something is not installed that the
    engine needs. `environ` holds the key of an endpoint; `tell` is given a sentence before
    something takes long.
    """

    def ask(rows: SearchRows) -> SearchResult | SearchSettings:
        settings = rows.settings
        # refuses what no engine need be asked
        by_words = find_pages(rows, wish.text, wish.only, wish.most)
        is_done = (wish.engine or settings.engine) == "lexical" and not wish.rerank
        return by_words if is_done else settings

    found = ask_wiki(place, ask)
    if isinstance(found, SearchResult):
        return found
    folder = place if isinstance(place, Path) else place.folder
    if (wish.engine or found.engine) == "qmd":
        return _ask_qmd(folder, wish)
    near: Mapping[str, NearSection] | None = None
    if (wish.engine or found.engine) == "hybrid":
        from pipeline.operations.ask.near_pages import find_near_pages

        near = find_near_pages(folder, wish.text, choose_embedder(found, environ), tell)
    return ask_wiki(place, lambda rows: _find(rows, wish, near))


def _find(
    rows: SearchRows, wish: SearchWish, near: Mapping[str, NearSection] | None
) -> SearchResult:
    numbers = rows.keys() if near else {}
    by_number = {numbers[key]: one for key, one in (near or {}).items() if key in numbers}
    given = by_number if near is not None else None
    if not wish.rerank:
        return find_pages(rows, wish.text, wish.only, wish.most, given)
    from pipeline.adapters.vectors.cross_encoder import compare_texts
    from pipeline.operations.ask.rerank import rerank_pages

    return rerank_pages(rows, wish.text, wish.only, wish.most, given, compare_texts)


def _ask_qmd(folder: Path, wish: SearchWish) -> SearchResult:
    from pipeline.adapters.git.plain_git import find_head, find_root
    from pipeline.adapters.processes.qmd import search_by_qmd
    from pipeline.core.search.terms import words_of
    from pipeline.operations.ask.qmd_search import MOST_ASKED, pages_of_qmd

    root, private = find_root(folder), find_head(folder).private
    found = search_by_qmd(root, private, words_of(wish.text), MOST_ASKED)
    return ask_wiki(folder, lambda rows: pages_of_qmd(rows, wish.text, wish.only, wish.most, found))


def choose_embedder(settings: SearchSettings, environ: Mapping[str, str]) -> Embedder:
    """Return what makes vectors: the endpoint that `schema.md` names, else the small model."""
    if settings.address:
        from pipeline.adapters.vectors.endpoint import EndpointEmbedder

        return EndpointEmbedder(settings.address, settings.model, settings.style, environ)
    from pipeline.adapters.vectors.embedder import WheelEmbedder

    return WheelEmbedder()
