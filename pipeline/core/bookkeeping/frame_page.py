"""Write what frames a page on GitHub: its title above the TLDR, and *Linked from* at its end.

Both are there in the markdown style alone. A page gets them when a proposal touches it; from then
on they are kept true: a page is written again when one comes to link to it or ceases to, or words
the sentence anew in which it does. The page that links decides this, and not the order in which
proposals are merged, so both orders give the same bytes. `wiki check` never reports a frame.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.core.errors import UserError
from pipeline.core.github.inert import break_addresses
from pipeline.core.hidden_characters import has_visible_part
from pipeline.core.markup import footnotes, foreign_text, markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.text import shorten
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts, is_aside, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.page_frame import BACKLINKS_HEADING, is_called_as_backlinks
from pipeline.core.wiki.pieces import Piece, pieces_of_page, show_piece
from pipeline.core.wiki.wiki import Wiki

MOST_BACKLINKS = 20
_LONGEST_SENTENCE = 240
_FEWEST_WORDS = 4  # beside its links; what has fewer, and no mark, only points to pages
_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_STAR = re.compile(r"(?<!\\)\*")
_LINE_END = re.compile(r"(?<!\r)\n")
_BLANK_END = re.compile(r"\n[ \t]*\r?\n\Z")


@dataclass(frozen=True)
class PageFrames:
    """The frames of the pages of one wiki, in one style of links."""

    wiki: Wiki
    style: str
    _sentences: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def renew(self, page: Page, is_touched: bool) -> Page:
        """Return a page with its frame as it is now.

        A page that has none gets it where it `is_touched`. In the wikilink style *Linked from*
        goes; a heading stays there, for it may be a person's.
        """
        if self.style != "markdown":
            return without_backlinks(page)
        if not is_touched and not page.heading and not page.backlinks:
            return page
        page = _with_title(page)
        if any(is_called_as_backlinks(part.heading) for part in page.parts):
            return without_backlinks(page)  # a person's own section of that name
        return _with_backlinks(page, self._backlinks_of(page))

    def sentences_of(self, slug: str) -> Mapping[str, str]:
        """Return the sentences of a page that link to others, by the slugs of these."""
        if slug not in self._sentences:
            self._sentences[slug] = _find_linking_sentences(self.wiki, slug)
        return self._sentences[slug]

    def _backlinks_of(self, page: Page) -> str:
        """Return the text of *Linked from*; "" where no page links to this one."""
        if page.slug not in self.wiki or self.wiki.facts[page.slug].path != page.path:
            return ""
        facts = (self.wiki.facts[slug] for slug in self.wiki.incoming(page.slug))
        holders = sorted(
            (f for f in facts if not is_aside(f.path)), key=lambda f: (fold(f.title), f.slug)
        )
        holders.sort(key=_published, reverse=True)
        holders.sort(key=lambda f: bool(f.record))
        rows = [
            _entry(page.path, holder, self.sentences_of(holder.slug).get(page.slug, ""))
            for holder in holders[:MOST_BACKLINKS]
        ]
        more = len(holders) - MOST_BACKLINKS
        rows += [f"- and {more} more\n"] if more > 0 else []
        return f"## {BACKLINKS_HEADING}\n\n{''.join(rows)}" if rows else ""


def find_reworded_links(before: Wiki, after: Wiki, paths: Collection[str]) -> set[str]:
    """Return the pages to which a changed page links as before, but in other words.

    These are the pages whose *Linked from* changes although their `related` does not.
    """
    old, new = PageFrames(before, "markdown"), PageFrames(after, "markdown")
    found: set[str] = set()
    for slug in {slug_of_path(path) for path in paths}:
        if slug not in before or slug not in after:
            continue  # then `related` changes
        said, says = old.sentences_of(slug), new.sentences_of(slug)
        is_renamed = before.facts[slug].title != after.facts[slug].title
        shared = before.outgoing(slug) & after.outgoing(slug)
        found |= {x for x in shared if is_renamed or said.get(x) != says.get(x)}
        found |= before.outgoing(slug) ^ after.outgoing(slug)
    return found & after.facts.keys()


def says_the_same_unframed(path: str, one: str, other: str) -> bool:
    """Tell whether two texts of a page differ in its frame alone."""
    try:
        first, second = (Page.parse(path, text) for text in (one, other))
    except UserError:
        return one == other
    return (first.front, first.body.strip(), first.tail) == (
        second.front,
        second.body.strip(),
        second.tail,
    )


@lru_cache(maxsize=20_000)
def make_title_line(title: str) -> str:
    """Return the heading for a title, without line end; "" for a title that nobody can see."""
    words = " ".join(title.split())
    shown = foreign_text.make_harmless(break_addresses(words)) if has_visible_part(words) else ""
    return f"# {shown[:-1]}\\#" if shown.endswith("#") else f"# {shown}" if shown else ""


def is_title_of(page: Page) -> bool:
    """Tell whether the heading of a page is code's: its title, or a name that it had."""
    names = (page.meta.get("title"), page.slug, *strings_of_value(page.meta.get("aliases")))
    line = page.heading.strip()
    return bool(line) and line in {make_title_line(str(name)) for name in names if name}


def without_title(page: Page) -> Page:
    """Return a page without the heading that code wrote; a person's own stays."""
    return replace(page, heading="") if is_title_of(page) else page


def without_backlinks(page: Page) -> Page:
    """Return a page without *Linked from*."""
    if not page.backlinks:
        return page
    bare = replace(page, backlinks="")
    return bare if page.tail else _with_end_of_body(bare, "\n")


def _with_title(page: Page) -> Page:
    line = make_title_line(str(page.meta.get("title") or page.slug))
    if not line or (page.heading and (not is_title_of(page) or page.heading.strip() == line)):
        return page
    end = _line_end(page)
    lead = page.lead if page.lead.startswith(("\n", "\r\n")) else f"{end}{page.lead}"
    return replace(page, heading=f"{end}{line}{end}", lead=lead)


def _with_backlinks(page: Page, text: str) -> Page:
    if not text:
        return without_backlinks(page)
    if page.backlinks.split() == text.split() and _is_apart(page):
        return page  # no line changes that says the same
    end = _line_end(page)
    made = _LINE_END.sub(end, text) + (end if page.tail else "")
    return replace(_with_end_of_body(page, end * 2), backlinks=made)


def _is_apart(page: Page) -> bool:
    """Tell whether blank lines stand before and behind *Linked from*."""
    before, behind = page.body or page.heading, page.backlinks
    return bool(_BLANK_END.search(before)) and bool(not page.tail or _BLANK_END.search(behind))


def _with_end_of_body(page: Page, end: str) -> Page:
    """Return a page of which the body ends in `end`, behind its last word."""
    if page.parts:
        last = page.parts[-1]
        text = last.text.rstrip()
        section = replace(last, text=f"{text}{end}") if text else last
        return page.with_parts((*page.parts[:-1], section))
    lead = page.lead.rstrip()
    return replace(page, lead=f"{lead}{end}" if lead else page.lead)


def _line_end(page: Page) -> str:
    return "\r\n" if page.front.endswith("\r\n") else "\n"


def _published(holder: PageFacts) -> str:
    """Return the day of the source of which a page is the record, as far as it is known."""
    day = holder.record.get("published", "")
    return day if _DAY.fullmatch(day) else ""


def _entry(here: str, holder: PageFacts, sentence: str) -> str:
    title = holder.title if has_visible_part(holder.title) else holder.slug
    words = foreign_text.escape_quote(" ".join(title.split()))
    shown = foreign_text.make_harmless(break_addresses(sentence)) if sentence else ""
    # Plain words may hold stars that were code: `*CALL` and `EXT*` would become emphasis.
    said = ": " + _STAR.sub(r"\*", shown) if shown else ""
    # What an older source said may no longer hold, so its date stands beside it.
    dated = f" ({day})" if (day := _published(holder)) else ""
    return f"- [{words}]({citations.link_to(here, holder.path)}){dated}{said}\n"


def _find_linking_sentences(wiki: Wiki, slug: str) -> dict[str, str]:
    """Return what a page says where it links to others, by their slugs.

    It is the first sentence with a mark that links there, else the first that does more than point.
    """
    try:
        page = wiki.page(slug)
    except UserError:
        return {}
    cited: dict[str, str] = {}
    other: dict[str, str] = {}
    for piece in pieces_of_page(page):
        if "[[" not in piece.raw and "](" not in piece.raw:
            continue
        links = [*markdown.find_links(piece.raw)]
        table = cited if footnotes.find_marks(piece.raw) else other
        if table is other and not _says_something(piece, links):
            continue
        for target in _targets(page, links, wiki):
            if target not in table:
                table[target] = shorten(show_piece(piece), _LONGEST_SENTENCE)
    return other | cited


def _targets(page: Page, links: Collection[markdown.LinkSpan], wiki: Wiki) -> Iterator[str]:
    for link in links:
        target = link.target
        if link.kind == "inline":
            if "://" in target:
                continue
            target = citations.from_link(page.path, target.split("?")[0])
        found = wiki.resolve(slug_of_path(target)) if target else None
        if found is not None and found != page.slug:
            yield found


def _says_something(piece: Piece, links: Collection[markdown.LinkSpan]) -> bool:
    rest, at = "", 0
    for link in sorted(links, key=lambda x: x.start):
        rest, at = rest + piece.raw[at : link.start], max(at, link.end)
    return len(re.findall(r"\w{2,}", rest + piece.raw[at:])) >= _FEWEST_WORDS
