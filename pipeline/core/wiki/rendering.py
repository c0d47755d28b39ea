"""What GitHub makes of a page, as values: HTML that takes effect, links, footnotes and code.

The HTML comes from GitHub's own parser (cmark-gfm), in its safe mode: there each piece of raw HTML
is replaced by one fixed comment, so every tag in it is one that Markdown made. Two things cannot be
seen in that: the words of the raw HTML, and the dangerous addresses that safe mode empties. They
are read from a second rendering without safe mode: its tags that are not in the first one are the
raw HTML. Which footnotes are shown is read from source positions and not from words: the lines from
which GitHub takes a footnote must be the line that holds our definition. The bound: a page on which
no sign begins HTML, a link or code is plain (`is_plain_page`), and needs no rendering; most are.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote

from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page

OMITTED_HTML = "<!-- raw HTML omitted -->"
FOOTNOTES_START = '<section class="footnotes" data-footnotes>'

_TAG = re.compile(r'<!-- raw HTML omitted -->|<(/?[a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*) ?/?>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ANY_TAG = re.compile(r"<!--.*?-->|<[/A-Za-z!?][^>]*>", re.DOTALL)
_EMPTIED = re.compile(r' (?:href|src)="[^"]*"')
_CODE = re.compile(r"<pre[^>]*><code[^>]*>|<code>([^<]*)</code>")
_CARET = re.compile(r"\[&(?:#0*94|#x0*5e|Hat)(?![0-9a-z])", re.IGNORECASE)
_OPENS = re.compile(r"<(?!/|!|br\b|hr\b|img\b|input\b)")
_LINE_END = re.compile(r"\r\n|\n|\r")
# Where what people read holds none of these, and no code, GitHub makes no HTML and no link of it.
# `@`, also as an entity, makes an address of mail.
_LIVE_SIGNS = ("<", "](", "]:", "//", "www.", "@", "&", "\r")
# A link to a page, as code writes it: it leads nowhere but there.
_PAGE_LINK = re.compile(r"\]\((?:\.\./){0,9}(?:[a-z0-9-]+/){0,9}[a-z0-9-]+\.md\)")
# Definitions as `citations.render` writes nearly all of them: one quote each, nothing escaped.
_SIMPLE = re.compile(
    r"(?:\[\^[^\[\]\s]{1,200}\]: \[[^\[\]()\s]*(?:, lines? [0-9-]{1,19})?\]"
    r"\((?:\.\./)*raw/[^\[\]()\s]*\):"
    r' "[^"\\`<\[\]\n\r]*"\n)*'
)


@dataclass(frozen=True)
class Target:
    """Where a link or an image leads.

    `address` keeps its percent signs. `line` is the one on which its block begins, in the page's
    body, from 1.
    """

    address: str
    image: bool
    line: int


@dataclass(frozen=True)
class Rendering:
    """What GitHub shows of a page's body and footnotes.

    `failure` says why nothing is known, where that is so. `notes` gives the first and last line of
    each footnote's text by its label, folded; (0, 0) where it has no text.
    """

    # tags and comments as they stand in the page, each as often as it does
    html: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    # first and last line of the text of each footnote that is shown, by its folded label
    notes: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    fences: tuple[str, ...] = ()  # the language of each block of code that names one
    spans: tuple[str, ...] = ()  # the text of each piece of code within a line
    failure: str = ""


PLAIN_RENDERING = Rendering()


def fold_label(label: str) -> str:
    """Return a footnote's label as GitHub compares it: case does not count."""
    return label.casefold()


def rendering_of(safe: str, unsafe: str = "") -> Rendering:
    """Read GitHub's HTML: `safe` is in safe mode, with source positions, `unsafe` is not.

    `unsafe` may be empty where it would be the same.
    """
    if not _is_whole(safe):
        return Rendering(failure="GitHub's parser breaks off in the middle of it")
    notes = dict(_notes(safe.partition(FOOTNOTES_START)[2]))
    links = [*_targets(unsafe or safe)]
    code = [html.unescape(m[1]) for m in _CODE.finditer(safe) if m[1] is not None]
    return Rendering(
        _raw(safe, unsafe), tuple(links), MappingProxyType(notes), tuple(_fences(safe)), tuple(code)
    )


def breaks_the_parser(text: str) -> bool:
    """Tell whether a text holds a caret as an entity behind a bracket.

    The parser then reads on outside of its text.
    """
    return "&" in text and _CARET.search(text) is not None


def _is_whole(safe: str) -> bool:
    """Tell whether every tag that Markdown made is closed.

    It is not where a caret written as an entity made the parser end its text too early.
    """
    return len(_OPENS.findall(safe)) == safe.count("</")


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _targets(text: str) -> Iterator[Target]:
    """Yield what the links and images in some HTML lead to.

    The links between a footnote and its marks are left out.
    """
    line = 0
    for tag in _TAG.finditer(text):
        if "data-sourcepos=" in (tag[2] or ""):
            line = _first_line(tag[2])
        if tag[1] not in ("a", "img") or "data-footnote-" in tag[2]:
            continue
        found = _attributes(tag[2])
        yield Target(found.get("src" if tag[1] == "img" else "href", ""), tag[1] == "img", line)


def _first_line(attributes: str) -> int:
    return int(_attributes(attributes)["data-sourcepos"].partition(":")[0])


def _notes(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield label and lines of each footnote in the section that GitHub puts at the end."""
    for item in text.split('\n<li id="fn-')[1:]:
        label = unquote(html.unescape(item.partition('"')[0]))
        places = re.findall(r' data-sourcepos="(\d+):\d+-(\d+):\d+"', item)
        lines = [int(n) for place in places for n in place]
        yield fold_label(label), (min(lines), max(lines)) if lines else (0, 0)


def tags_in(text: str) -> list[str]:
    """Return the tags and comments in some HTML."""
    return _ANY_TAG.findall(text)


def _raw(safe: str, unsafe: str) -> tuple[str, ...]:
    """Return the tags that only the HTML without safe mode holds: those that no Markdown made."""
    if OMITTED_HTML not in safe:
        return ()
    tags = _ANY_TAG.findall(safe)
    made = Counter(tags)
    emptied = Counter(_EMPTIED.sub("", tag) for tag in tags if 'href=""' in tag or 'src=""' in tag)
    found = []
    for tag in _ANY_TAG.findall(unsafe):
        bare = _EMPTIED.sub("", tag)
        if made[tag] > 0:
            made[tag] -= 1
        elif emptied[bare] > 0:
            emptied[bare] -= 1
        else:
            found.append(tag)
    return tuple(found) or ("HTML",)


def _fences(safe: str) -> Iterator[str]:
    for tag in _TAG.finditer(safe):
        if tag[1] == "pre" and "lang" in (found := _attributes(tag[2])):
            yield found["lang"]


# --- pages of which it is plain what GitHub makes ---


def is_plain_page(page: Page) -> bool:
    """Tell whether GitHub surely makes no HTML and no links of a page except for its citations.

    These it shows as they are. The answer may be no in vain, and never yes in vain. Nearly all
    pages that this program wrote are plain, and need no other parser.
    """
    body, tail = page.framed_body, page.tail
    if "](" in body:
        body = _PAGE_LINK.sub("", body)
    if page.masked is not page.whole or any(sign in body for sign in _LIVE_SIGNS):
        return False
    if not tail:
        return True
    count = len(page.definitions)
    alone = tail.count("]:") == count == len({fold_label(label) for label in page.definitions})
    if not alone or _SIMPLE.fullmatch(tail):
        return alone
    rows = tail.rstrip("\n").split("\n")
    cited = all(citations.parse(label, text, page.path) for label, text in page.definitions.items())
    return (
        cited
        and "\r" not in tail
        and len(rows) == count
        and all(row.startswith("[^") for row in rows)
    )


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as GitHub counts them."""
    return _LINE_END.split(text)
