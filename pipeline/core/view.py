"""What a rule looks at: some pages, the wiki around them, the sources behind them, and the wiki before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.core.citations import Citation, parse
from pipeline.core.model import FileChange, Removal, Source
from pipeline.core.page import Page
from pipeline.core.schema import Schema
from pipeline.core.text import Haystack
from pipeline.core.wiki import Wiki


@dataclass(frozen=True)
class Spot:
    """What only the rule knows of one finding; the engine adds the rest. `line` is 1-based in the page's file."""

    path: str
    subject: str
    message: str
    suggestion: str = ""
    line: int = 1


@dataclass(frozen=True)
class View:
    """`pages` are judged; `wiki` is the whole as it would become; `before` what it was, where there is a before."""

    pages: tuple[Page, ...]
    wiki: Wiki
    schema: Schema
    sources: Callable[[str], Source | None]
    before: Wiki | None = None
    removes: Mapping[str, tuple[Removal, ...]] = field(default_factory=dict)  # by path of the page
    files: tuple[FileChange, ...] = ()
    raw_stems: frozenset[str] = frozenset()
    haystacks: dict[str, Haystack | None] = field(default_factory=dict)  # by path; views of one run share theirs

    def haystack(self, path: str) -> Haystack | None:
        """Return a source's text ready for search; None where the source is not there or cannot be read."""
        if path not in self.haystacks:
            source = self.sources(path)
            self.haystacks[path] = Haystack(source) if source else None
        return self.haystacks[path]

    def old(self, page: Page) -> Page | None:
        """Return the page as it was, if it was."""
        if self.before is None or page.slug not in self.before or self.before.facts[page.slug].path != page.path:
            return None
        return self.before.page(page.slug)

    def new_citations(self, page: Page) -> Iterator[tuple[str, str, Citation | None]]:
        """Yield label, text and value of every definition that was not already there, word for word."""
        old = self.old(page)
        known = old.definitions if old else {}
        for label, text in page.definitions.items():
            if known.get(label) != text:
                yield label, text, parse(label, text, page.path)


def line_of(page: Page, needle: str) -> int:
    """Return the line of the page's file on which `needle` first stands; 1 where it does not."""
    at = page.render().find(needle)
    return page.render().count("\n", 0, at) + 1 if at >= 0 else 1
