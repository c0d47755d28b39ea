"""Wikis to search: pages by path, in an index that is built from them without a repository."""

from __future__ import annotations

import hashlib
import json

from pipeline.adapters.store.search_index import WantedIndex, ask_index
from pipeline.adapters.store.search_rows import PageFilter
from pipeline.core.search.page_entry import entry_of_page
from pipeline.operations.ask.search import find_pages


def page(title, body, aliases=(), kind="concept", **more):
    """The text of a page."""
    front = {"title": title, "type": kind, "aliases": [*aliases], **more}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    return "\n".join(("---", *lines, "---", "", body, ""))


class Shelf:
    """Pages by path, with an index of them at a path; `read` lists what was read for it."""

    def __init__(self, folder, pages, language="en"):
        self.file = folder / "search.sqlite"
        self.pages = dict(pages)
        self.language = language
        self.read = []

    def ask(self, question):
        blobs = {p: hashlib.sha256(text.encode()).hexdigest() for p, text in self.pages.items()}
        tree = hashlib.sha256(json.dumps(sorted(blobs.items())).encode()).hexdigest()
        wanted = WantedIndex(
            f"{tree}{self.language}", lambda: self.language, lambda: blobs, self._entries
        )
        return ask_index(self.file, wanted, question)

    def _entries(self, paths, language):
        for path in paths:
            self.read.append(path)
            yield entry_of_page(path, self.pages[path], language)

    def search(self, text, most=10, **only):
        return self.ask(lambda rows: find_pages(rows, text, PageFilter(**only), most))

    def found(self, text, most=10, **only):
        """The slugs of the pages that a query finds, best first."""
        return [hit.page.slug for hit in self.search(text, most, **only).hits]
