"""The index of the search over the pages that HEAD holds, read from the git tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.adapters.git.plain_git import Head, find_head
from pipeline.adapters.store.search_index import WantedIndex, ask_index
from pipeline.adapters.store.search_rows import SearchRows
from pipeline.core.errors import UserError
from pipeline.core.wiki.search_settings import SearchSettings, read_settings

if TYPE_CHECKING:
    from pipeline.core.search.page_entry import IndexEntry

INDEX_FILE = "search.sqlite"
EARLIER_FILE = "search-earlier.sqlite"  # of the tree of an earlier commit that was asked last
T = TypeVar("T")


def ask_wiki(place: Path | Head, question: Callable[[SearchRows], T], tree: str = "") -> T:
    """Return what a question finds in the index of the wiki that holds a folder.

    Whoever knows what HEAD has gives that in the place of the folder. Where the index is out of
    date, the pages that changed are read first. With the id of a `tree`, that one is asked, and not
    that of HEAD; it has an index of its own.
    """
    head = place if isinstance(place, Head) else find_head(place)
    head = replace(head, tree=tree) if tree else head
    pages = _Tree(head)
    wanted = WantedIndex(head.tree, pages.language, pages.pages, pages.read, pages.settings)
    return ask_index(head.private / (EARLIER_FILE if tree else INDEX_FILE), wanted, question)


class _Tree:
    """The pages of a tree. What reads them is imported here: most searches need none of it."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._blobs: Mapping[str, str] = {}

    def pages(self) -> Mapping[str, str]:
        """Return the blob ids of the pages, by path; a path that is no text is left out."""
        from pipeline.core.wiki.facts import is_page

        files = self._head.files("wiki/")
        pages = {p: blob for p, blob in files.items() if is_page(p) and _is_text(p)}
        ignored = self._ignored(pages)
        self._blobs = {path: blob for path, blob in pages.items() if path not in ignored}
        return self._blobs

    def _ignored(self, pages: Mapping[str, str]) -> set[str]:
        """Return the paths that `schema.md` says are no pages, and that have no mark of ours."""
        listed = self._schema.get("ignore")
        if not isinstance(listed, list):
            return set()
        from pipeline.core.wiki.path_patterns import PathPatterns, explain_bad_pattern

        patterns = PathPatterns(
            [x for x in listed if isinstance(x, str) and not explain_bad_pattern(x)]
        )
        found = [path for path in pages if patterns.match(path.removeprefix("wiki/"))]
        contents = self._head.read([pages[path] for path in found])
        marks = (b"\nsha256: ", b"[^")
        return {
            path
            for path, data in zip(found, contents, strict=True)
            if not any(mark in data for mark in marks)
        }

    def read(self, paths: Sequence[str], language: str) -> Iterator[IndexEntry]:
        """Yield what some pages give to the index."""
        from pipeline.core.search.page_entry import entry_of_page

        contents = self._head.read([self._blobs[path] for path in paths])
        for path, data in zip(paths, contents, strict=True):
            yield entry_of_page(path, data.decode("utf-8", "replace"), language)

    def language(self) -> str:
        """Return the language that `schema.md` names; English where it cannot be read."""
        return str(self._schema.get("language") or "en")

    def settings(self) -> SearchSettings:
        """Return what `schema.md` says of searching; the defaults where it cannot be read."""
        return read_settings(self._schema)

    @cached_property
    def _schema(self) -> Mapping[str, Any]:
        from pipeline.core.markup import frontmatter

        for data in self._head.read([*self._head.files("schema.md").values()]):
            try:
                return frontmatter.load_block(frontmatter.split(data.decode("utf-8", "replace"))[0])
            except UserError:  # every command that needs the schema says what is wrong with it
                break
        return {}


def _is_text(path: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in path)
