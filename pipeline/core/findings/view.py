"""What a rule looks at: the judged pages, the wiki around them, their sources, the wiki before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from pipeline.core.bookkeeping.index import RenewedIndex, renew_index
from pipeline.core.errors import UserError
from pipeline.core.haystack import Haystack
from pipeline.core.markup import commonmark
from pipeline.core.paths import is_kept_path
from pipeline.core.values import FileChange, Hands, Removal, Source
from pipeline.core.wiki.facts import PageFacts, facts_of, is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.rendering import PLAIN_RENDERING, Rendering, is_plain_page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_MOST_LOOKED_FOR = 200  # of one rule on one page, from its beginning


class Spot(NamedTuple):
    """What only the rule knows of one finding; the engine adds the rest.

    `line` and `column` are 1-based in the page's file. `subject` is what the finding is about (a
    target, a label, another page); it stays the same when lines move or words change.
    """

    path: str
    subject: str
    message: str
    suggestion: str = ""
    line: int = 1
    column: int = 1
    fixable: bool = False


@dataclass(frozen=True)
class FoundOnPage:
    """What a rule about the whole wiki found on one page.

    `read` are the paths of the other pages that it read for that.
    """

    spots: tuple[Spot, ...]
    read: frozenset[str] = frozenset()


def _unknown(path: str) -> Hands:
    return {}


def _find_anew(
    rule: str, made_of: str, path: str, find: Callable[[], FoundOnPage]
) -> tuple[Spot, ...]:
    return find().spots


def _no_text(path: str) -> str | None:
    return None


@dataclass(frozen=True)
class View:
    """The judged pages with everything that a rule may ask about them.

    `wiki` is the whole as it would become; `before` is what it was, where there is a before. A lint
    sets `whole`: then every page of the wiki is judged, and `pages` holds none, or the one that a
    rule about single pages looks at. `files_there` are all paths of the repository, `hashes` the
    SHA-256 of every source, `today` the day (ISO). `hands` tells who wrote the lines of a page as
    it was; None means that it does not matter. `render` gives what GitHub makes of a page; None
    means that only our own parser is asked.
    """

    pages: tuple[Page, ...]
    wiki: Wiki
    schema: Schema
    sources: Callable[[str], Source | None]
    before: Wiki | None = None
    removes: Mapping[str, tuple[Removal, ...]] = field(default_factory=dict)  # by path of the page
    files: tuple[FileChange, ...] = ()
    raw_stems: frozenset[str] = frozenset()
    # by path of the source; the views of one run share them
    haystacks: dict[str, Haystack | None] = field(default_factory=dict)
    # labels whose quotes surely stand in their source, by path of the page
    sound: dict[str, set[str]] = field(default_factory=dict, init=False)
    whole: bool = False
    written: bool = False  # whether a librarian wrote what is new on the pages
    today: str = ""
    hashes: Mapping[str, str] = field(default_factory=dict)
    # sources that say what another says, with the path of that one
    copies: Mapping[str, str] = field(default_factory=dict)
    # sources that say most of what a missing one said, with the path of that one
    moved: Mapping[str, str] = field(default_factory=dict)
    # files of `raw/` of which nothing is read, by themselves or with another: why
    unread: Mapping[str, str] = field(default_factory=dict)
    files_there: frozenset[str] = frozenset()
    beside: Callable[[str], str | None] = _no_text  # the texts of files that are no pages
    index: Mapping[str, str] = field(default_factory=dict)  # the index files as they are, by path
    log: str = ""
    # who wrote the lines of a page as it was; None where it does not matter
    hands: Callable[[str], Hands] | None = _unknown
    # what GitHub makes of a body; None where only our own parser is asked
    render: Callable[[str], Rendering] | None = None
    # What a rule found on a page, as it was kept or by a call. It is kept by the rule, by what the
    # findings depend on beside the page and the pages that were read for them, and by the path.
    kept: Callable[[str, str, str, Callable[[], FoundOnPage]], tuple[Spot, ...]] = _find_anew
    # by the body that was rendered
    renderings: dict[str, Rendering] = field(default_factory=dict, init=False)

    @cached_property
    def renewed_index(self) -> RenewedIndex:
        """What becomes of the index files: it is made once for all rules that ask."""
        return renew_index(self.index, self.wiki, self.schema)

    def rendering(self, page: Page) -> Rendering:
        """Return what GitHub makes of a page below its front matter.

        It is `PLAIN_RENDERING` where the page is plain, or where nobody can be asked.
        """
        if self.render is None:
            return PLAIN_RENDERING
        known = self.renderings.get(page.whole)
        if known is None:
            known = self.renderings[page.whole] = (
                PLAIN_RENDERING if is_plain_page(page) else self.render(page.whole)
            )
        return known

    def documents(self) -> Iterator[Page]:
        """Yield the judged pages, and what a change writes into index and log."""
        yield from self.pages
        for file in self.files:
            kept = is_page(file.path) or is_kept_path(file.path)
            if file.derived and file.after is not None and not kept:
                yield Page.parse(file.path, _what_is_new(file))

    def destinations(self, page: Page) -> dict[tuple[bool, str], None]:
        """Return what links and images of a page lead to: (whether an image, address), each once.

        GitHub's parser has the last word; for a change ours is asked too, because other readers may
        follow it.
        """
        found = dict.fromkeys(
            (target.image, target.address) for target in self.rendering(page).targets
        )
        ours = self.render is None or not self.whole
        return (
            found | dict.fromkeys(commonmark.find_destinations(page.framed_body)) if ours else found
        )

    def judged_facts(self) -> Iterator[PageFacts]:
        """Yield the facts of the pages that are judged.

        A rule about the whole wiki begins here, and parses only the pages that it reports.
        """
        if self.whole:
            yield from self.wiki.facts.values()
        else:
            yield from (facts_of(page.path, page.render()) for page in self.pages)

    def all_facts(self) -> Iterator[PageFacts]:
        """Yield what `judged_facts` does, and in a whole wiki the pages that no link can name.

        A page of the second kind has a file name that another page has too. Rules about what a page
        says by itself must look at it as well.
        """
        yield from self.judged_facts()
        if self.whole:
            yield from self.wiki.shadowed

    def page(self, path: str) -> Page | None:
        """Return a judged page with its text; None if it cannot be read (another rule says so)."""
        for page in self.pages:
            if page.path == path:
                return page
        facts = self.wiki.at(path)
        if facts is None:
            return None
        try:
            return self.wiki.page(facts.slug)
        except UserError:
            return None

    def haystack(self, path: str) -> Haystack | None:
        """Return a source's text ready for search; None where it is missing or unreadable."""
        source = self.sources(path)  # every time: a lint notes what was asked for
        if path not in self.haystacks:
            self.haystacks[path] = Haystack(source) if source else None
        return self.haystacks[path]

    def page_before(self, page: Page) -> Page | None:
        """Return the page as it was before; None where there was none."""
        if self.before is None or self.before.at(page.path) is None:
            return None
        return self.before.page(page.slug)


class Lines:
    """The lines of a text, for finding the places of many offsets.

    Each place is found by binary search, without counting the lines before it.
    """

    def __init__(self, text: str) -> None:
        self._mark = text.startswith("\ufeff")
        lengths = map(len, text.split("\n"))
        self._starts = [0, *accumulate(map((1).__add__, lengths))]  # without a call for each line

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of an offset, both 1-based; a byte order mark takes no column."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1 - (line == 1 and self._mark)


class Finder:
    """Where words stand in a page's file, for a rule that may have to say so of very many.

    The first 200 are looked for from the beginning of the page; later ones behind the one found
    before. A page can hold so many that looking through all of it for each would take hours. After
    200 that were not found, nothing more is looked for.
    """

    def __init__(self, page: Page) -> None:
        self._text = page.render()
        self._body = page.begin
        self._asked = self._missed = self._last = 0

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def place_of(self, needle: str) -> tuple[int, int]:
        """Return line and column of the first place in the body; 1, 1 where there is none."""
        at = self._find(needle, self._body)
        return self._lines.place(at) if at >= 0 else (1, 1)

    def line_of(self, needle: str) -> int:
        """Return the line of the first place in the file; 1 where there is none."""
        at = self._find(needle, 0)
        return self._lines.place(at)[0] if at >= 0 else 1

    def _find(self, needle: str, begin: int) -> int:
        self._asked += 1
        if self._missed > _MOST_LOOKED_FOR:
            return -1
        at = self._text.find(
            needle, begin if self._asked <= _MOST_LOOKED_FOR else max(begin, self._last)
        )
        self._missed += at < 0
        self._last = max(self._last, at)
        return at


def _what_is_new(file: FileChange) -> str:
    """Return what a change adds to an index file or to the log.

    That is what follows the text as it was, or the lines that it did not have: the lines of an
    index mean the same beside any others.
    """
    before, after = file.before or "", file.after or ""
    if after.startswith(before):
        return after[len(before) :]
    known = set(before.split("\n"))
    return "\n".join(line for line in after.split("\n") if line not in known)


def place_of(page: Page, needle: str) -> tuple[int, int]:
    """Return line and column at which `needle` first stands in a page's body; 1, 1 if nowhere."""
    return Finder(page).place_of(needle)


def line_of(page: Page, needle: str) -> int:
    """Return the line of the page's file on which `needle` first stands; 1 where it does not."""
    return Finder(page).line_of(needle)
