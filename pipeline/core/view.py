"""What a rule looks at: some pages, the wiki around them, the sources behind them, and the wiki before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.core.citations import Citation, parse
from pipeline.core.errors import UserError
from pipeline.core.model import FileChange, Hands, Removal, Source
from pipeline.core.page import Page
from pipeline.core.schema import Schema
from pipeline.core.text import Haystack
from pipeline.core.wiki import PageFacts, Wiki, facts_of


@dataclass(frozen=True)
class Spot:
    """What only the rule knows of one finding; the engine adds the rest. `line` and `column` are 1-based in the page's file.

    `subject` is what the finding is about (a target, a label, another page), the same when lines move or words change.
    """

    path: str
    subject: str
    message: str
    suggestion: str = ""
    line: int = 1
    column: int = 1
    fixable: bool = False


def _unknown(path: str) -> Hands:
    return {}


@dataclass(frozen=True)
class View:
    """`pages` are judged; `wiki` is the whole as it would become; `before` what it was, where there is a before.

    A lint sets `whole`: then every page of the wiki is judged, and `pages` holds none, or the one of a rule about single
    pages; `files_there` are all paths of the repository, `hashes` the SHA-256 of every source, `today` the day (ISO).
    """

    pages: tuple[Page, ...]
    wiki: Wiki
    schema: Schema
    sources: Callable[[str], Source | None]
    before: Wiki | None = None
    removes: Mapping[str, tuple[Removal, ...]] = field(default_factory=dict)  # by path of the page
    files: tuple[FileChange, ...] = ()
    raw_stems: frozenset[str] = frozenset()
    haystacks: dict[str, Haystack | None] = field(default_factory=dict)  # by path; views of one run share theirs
    sound: dict[str, set[str]] = field(default_factory=dict, init=False)  # by path: labels whose quotes surely stand
    whole: bool = False
    written: bool = False  # whether a librarian wrote what is new on the pages
    today: str = ""
    hashes: Mapping[str, str] = field(default_factory=dict)
    files_there: frozenset[str] = frozenset()
    index: Mapping[str, str] = field(default_factory=dict)  # the index files as they are, by path
    log: str = ""
    hands: Callable[[str], Hands] | None = _unknown  # who wrote the lines of a page as it was; None: of no account

    def judged(self) -> Iterator[PageFacts]:
        """Yield the facts of the pages that are judged. A rule about the whole wiki begins here and parses only what it reports."""
        if self.whole:
            yield from self.wiki.facts.values()
        else:
            yield from (facts_of(page.path, page.render()) for page in self.pages)

    def everyone(self) -> Iterator[PageFacts]:
        """Yield what `judged` does, and in a whole wiki the pages that no link can name, for what a page says by itself."""
        yield from self.judged()
        if self.whole:
            yield from self.wiki.shadowed

    def page(self, path: str) -> Page | None:
        """Return a judged page with its text; None where it cannot be read, which another rule reports."""
        for page in self.pages:
            if page.path == path:
                return page
        slug = path.rsplit("/", 1)[-1].removesuffix(".md")
        if slug not in self.wiki or self.wiki.facts[slug].path != path:
            return None
        try:
            return self.wiki.page(slug)
        except UserError:
            return None

    def haystack(self, path: str) -> Haystack | None:
        """Return a source's text ready for search; None where the source is not there or cannot be read."""
        source = self.sources(path)  # asked every time, for whoever keeps a list of what was asked
        if path not in self.haystacks:
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


def place_of(page: Page, needle: str) -> tuple[int, int]:
    """Return line and column in the page's file at which `needle` first stands in what people read; 1, 1 where it does not."""
    text = page.render()
    at = text.find(needle, len(page.front))
    return (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else (1, 1)


def line_of(page: Page, needle: str) -> int:
    """Return the line of the page's file on which `needle` first stands; 1 where it does not."""
    at = page.render().find(needle)
    return page.render().count("\n", 0, at) + 1 if at >= 0 else 1
