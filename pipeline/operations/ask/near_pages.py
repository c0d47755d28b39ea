"""How near the pages of a wiki lie to a question by their meaning; vectors that lack are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pipeline.adapters.git.plain_git import find_head
from pipeline.adapters.store.search_rows import SearchRows
from pipeline.adapters.store.vector_store import VectorStore, ask_vectors
from pipeline.adapters.vectors.embedder import Embedder
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.section_texts import SectionText, texts_of_page
from pipeline.operations.ask.wiki_index import ask_wiki

_AT_ONCE = 200  # pages that are read and given to the model before the next ones are


def find_near_pages(
    folder: Path, text: str, embedder: Embedder, tell: Callable[[str], None]
) -> Mapping[str, NearSection]:
    """Return how near each page of HEAD lies to a question, by its key in the index.

    Vectors are made outside the index's transaction, since that may take minutes. `tell` is given a
    sentence before it takes long.
    """
    numbers = ask_wiki(folder, lambda rows: rows.keys())
    keys = [*numbers]

    def ask(store: VectorStore) -> Mapping[str, NearSection]:
        lacking = store.lacking(keys)
        if len(lacking) > _AT_ONCE:
            tell(f"Vectors of {len(lacking):,} pages are made; this is done once.")
        for start in range(0, len(lacking), _AT_ONCE):
            part = lacking[start : start + _AT_ONCE]
            store.add(ask_wiki(folder, partial(texts_of_pages, keys=part)))
        if lacking:
            store.forget_others(keys)
        return store.nearest(embedder.embed_question(text), keys)

    return ask_vectors(find_head(folder).private, embedder, ask)


def texts_of_pages(rows: SearchRows, keys: Sequence[str]) -> dict[str, list[SectionText]]:
    """Return the texts of some pages by key; a page that is gone meanwhile is left out."""
    numbers = rows.keys()
    there = [key for key in keys if key in numbers]
    pages = rows.pages([numbers[key] for key in there])
    return {
        key: texts_of_page(page.title, rows.passages(page.number))
        for key, page in zip(there, pages, strict=True)
    }
