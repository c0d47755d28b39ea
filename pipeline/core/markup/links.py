"""Every link of a page with its exact place: wiki-links, Markdown, HTML, and those in front matter.

Reading a page so takes a millisecond, and is done for a page in which there is something to report.
What is asked about every page is among its facts, see `core/markup/link_refs.py`.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote

from pipeline.core.markup import frontmatter, text_mask

Kind = Literal["wiki", "inline", "reference", "definition", "html", "front", "autolink"]


@dataclass(frozen=True)
class Link:
    """One link: its `target` and `fragment`, decoded, and its place in the text.

    `text[start:end]` is the link as written. The target of a wiki-link is a name, that of any other
    link a path or an address. `query` is what stands between "?" and "#".
    """

    kind: Kind
    target: str
    fragment: str
    start: int
    end: int
    embed: bool = False
    query: str = ""
    used: bool = True  # for a definition: whether any link refers to it

    @property
    def names(self) -> bool:
        """Whether the target is a name, which Obsidian resolves, rather than a path."""
        return self.kind in ("wiki", "front")


_TOKEN = re.compile(r"\\[^\n]|!?\[|\]|<(?=[A-Za-z/!])|\{\{|<%")
_WIKI = re.compile(r"\[\[([^\[\]|\n]*)(\|[^\[\]\n]*)?\]\]")
_HIDDEN = re.compile(r"<!--|%%|\{\{|<%")
_TEMPLATE = re.compile(r"\{\{[^\n]{0,500}?\}\}|<%[^\n]{0,500}?%>")
_TAG = re.compile(
    r"</?([A-Za-z][A-Za-z0-9-]*)((?:\s++[^\s\"'=<>`/]++(?:\s*+=\s*+(?:\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'|[^\s\"'=<>`]++))?+)*+)\s*+/?>"
)
# Lines that begin HTML in which Markdown is not read, up to the next blank line. They begin with
# one of these tags, or with any tag that stands alone.
_HTML_LINE = re.compile(
    r"^ {0,3}(?:(</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"  # noqa: E501
    r"|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav"
    r"|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s>/]))|</?[A-Za-z])",
    re.IGNORECASE | re.MULTILINE,
)
_ALONE = re.compile(r"[ \t\r]*(?=\n|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n|\Z)")
_ATTRIBUTE = re.compile(
    r"\s(href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE
)
_POINTING = {
    "a": "href",
    "img": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
    "iframe": "src",
}
_AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}|[\w.+-]{1,64}@[\w.-]{1,255})>"
)
# Parentheses in a destination must pair up, at most three deep; others need angle brackets around
# the whole.
_CHAR = r"(?:[^\s()\\]|\\[^\n])"
_ONE = rf"(?:{_CHAR}|\({_CHAR}*+\))"
_TWO = rf"(?:{_CHAR}|\({_ONE}*+\))"
_DESTINATION = rf"(?:<((?:[^<>\\\n]|\\[^\n])*+)>|((?!<){_TWO}*+))"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))"
_INLINE = re.compile(rf"\(\s*+{_DESTINATION}(?:\s++{_TITLE})?+\s*+\)", re.DOTALL)
_LABEL = r"((?:[^\[\]\\]|\\.){1,999}+)"
_REFERENCE = re.compile(rf"\[(?:{_LABEL})?\]", re.DOTALL)
_DEFINITION = re.compile(
    rf"\[(?!\^){_LABEL}\]:[ \t]*+\n?[ \t]*+(?=\S){_DESTINATION}(?:[ \t]*+(?:\n["
    rf" \t]*+)?(?<=\s){_TITLE})?[ \t\r]*+(?=\n|\Z)",
    re.DOTALL,
)
_PREFIX = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_BRACKET_FIRST = re.compile(r"^[ \t]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)*+\[(?!\^)", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# with its semicolon
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# `((…))` is a block of Logseq, which only its own numbers find.
_EXTERNAL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\|\(\()")
_NAMED = re.compile(r"\[\[([^\[\]|\n]+)\]\]")  # a page as destination, as Logseq writes it


def is_external(target: str) -> bool:
    """Tell whether a destination is an address and not a path: it names a scheme or a host."""
    return bool(_EXTERNAL.match(target))


def links_of(text: str) -> list[Link]:
    """Return every link in a page's file, in the order in which they begin."""
    front, body = frontmatter.split(text)
    found = [
        *links_in_front_matter(front),
        *(_moved(link, len(front)) for link in links_in_body(body)),
    ]
    return sorted(found, key=lambda x: (x.start, -x.end))


def _moved(link: Link, by: int) -> Link:
    return replace(link, start=link.start + by, end=link.end + by)


def links_in_body(body: str) -> Iterator[Link]:
    """Yield the links of Markdown that has no front matter."""
    shown, breaks = text_mask.mask_all(body)
    shown = _PREFIX.sub(lambda m: " " * len(m[0]), shown)
    if "{{" in shown or "<%" in shown:
        shown = _TEMPLATE.sub(lambda m: "\0" * len(m[0]), shown)
    definitions = list(_definitions(shown, breaks))
    # of two definitions with one label the first counts
    defined = {_key(m[1]): m for m in reversed(definitions)}
    used: set[str] = set()
    inside = [(m.start(), m.end()) for m in definitions]
    yield from _Reader(body, shown, breaks, defined, used, inside).read()
    for key, m in defined.items():
        yield _link("definition", _destination(m, 2), m.start(), m.end(), used=key in used)


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def _definitions(shown: str, breaks: Sequence[int]) -> Iterator[re.Match[str]]:
    """Yield the definitions of references: each begins a paragraph, or follows another one."""
    if "]:" not in shown:
        return
    end = -1
    starts = set(breaks)
    for line in _BRACKET_FIRST.finditer(shown):
        at = line.start()
        found = _DEFINITION.match(shown, line.end() - 1)
        if found and at > end and (at in starts or at == end + 1):
            end = found.end()
            yield found


def _html_blocks(shown: str, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which only HTML makes links."""
    starts, end = set(breaks), -1
    for m in _HTML_LINE.finditer(shown) if "<" in shown else ():
        at = m.start()
        if at < end:
            continue
        tag = None if m[1] else _TAG.match(shown, shown.find("<", at))
        if m[1] or (tag and at in starts and _ALONE.match(shown, tag.end())):
            blank = _BLANK_LINE.search(shown, at)
            end = blank.start() if blank else len(shown)
            yield at, end


def _destination(m: re.Match[str], group: int) -> str:
    """Return a destination as a browser gets it: escapes and entities are resolved.

    It is not yet percent-decoded.
    """
    written = m[group] if m[group] is not None else m[group + 1] or ""
    if "&" in written:
        written = _ENTITY.sub(lambda entity: html.unescape(entity[0]), written)
    return _ESCAPED.sub(r"\1", written) if "\\" in written else written


def _link(
    kind: Kind, address: str, start: int, end: int, embed: bool = False, used: bool = True
) -> Link:
    if named := _NAMED.fullmatch(address):
        return Link("wiki", *split_wiki_target(named[1]), start, end, embed)
    if is_external(address):
        return Link(kind, address, "", start, end, embed, "", used)
    path, _, fragment = address.partition("#")
    path, _, query = path.partition("?")
    return Link(kind, unquote(path), unquote(fragment), start, end, embed, query, used)


def split_wiki_target(inside: str) -> tuple[str, str]:
    """Return the name and the fragment of what stands in `[[…]]` before the "|"."""
    name, _, fragment = inside.strip().partition("#")
    return name.strip(), fragment.strip()


class _Reader:
    """Reads brackets as CommonMark does, and `[[…]]` before them, as Obsidian does.

    Opening brackets are kept on a stack until a closing one comes ("Phase 2: inline structure" in
    the CommonMark spec). No link goes over the end of a block, so the stack is emptied there. Once
    a link is made, the brackets below it can begin no link any more, because a link holds no other
    links.
    """

    def __init__(
        self,
        body: str,
        shown: str,
        breaks: Sequence[int],
        defined: dict[str, re.Match[str]],
        used: set[str],
        inside: Sequence[tuple[int, int]],
    ) -> None:
        self.html = list(_html_blocks(shown, breaks))
        self.body, self.shown, self.breaks, self.defined, self.used = (
            body,
            shown,
            breaks,
            defined,
            used,
        )
        self.inside = inside
        # open brackets: (where it begins, where its text begins, whether it is an image)
        self.open: list[tuple[int, int, bool]] = []
        # open brackets below this height can begin no link, because links hold no links
        self.dead_below = 0

    def read(self) -> Iterator[Link]:
        at, block, skip = 0, -1, 0
        while found := _TOKEN.search(self.shown, at):
            start, token = found.start(), found.group()
            while skip < len(self.inside) and self.inside[skip][1] <= start:
                skip += 1
            if skip < len(self.inside) and self.inside[skip][0] <= start:
                at = self.inside[skip][1]
                continue
            now = bisect_right(self.breaks, start)
            if now != block:
                self.open, self.dead_below, block = [], 0, now
            at = found.end()
            while self.html and self.html[0][1] <= start:
                self.html.pop(0)
            if token[0] == "\\" or (token != "<" and self.html and self.html[0][0] <= start):
                continue
            if token == "]":
                link, at = self._closed(start)
            elif token[-1] == "[":
                link, at = self._opened(start, token == "![")
            elif token == "<":
                link, at = self._angle(start)
            else:
                continue
            if link and "\0" not in link.target:  # otherwise a template writes the target
                yield link

    def _limit(self, start: int) -> int:
        """Return where the block that `start` stands in ends."""
        i = bisect_right(self.breaks, start)
        return self.breaks[i] if i < len(self.breaks) else len(self.shown)

    def _opened(self, start: int, image: bool) -> tuple[Link | None, int]:
        begin = start + image
        found = _WIKI.match(self.shown, begin) if self.shown.startswith("[[", begin) else None
        if found and not self._is_text(found):
            return self._wiki(found, start, image), found.end()
        self.open.append((start, begin + 1, image))
        return None, begin + 1

    def _is_text(self, found: re.Match[str]) -> bool:
        """Tell whether `[[1]]` is the text of a Markdown link, `[[1]](there.md)`."""
        follows = (
            _INLINE.match(self.shown, found.end())
            if self.shown.startswith("(", found.end())
            else None
        )
        return bool(
            follows and follows.end() <= self._limit(found.start()) and (follows[1] or follows[2])
        )

    def _wiki(self, found: re.Match[str], start: int, image: bool) -> Link | None:
        # a heading may hold code: [[x#`id`]]
        whole = _WIKI.fullmatch(self.body, found.start(), found.end())
        if not whole or _HIDDEN.search(whole[1]):
            return None  # code, a comment or a template covers some of its signs
        inside = whole[1]
        if inside.endswith("\\"):
            if whole[2] is None:
                return None  # `[[x\\]]` is escaped
            inside = inside.rstrip("\\")
        name, fragment = split_wiki_target(inside)
        return Link("wiki", name, fragment, start, found.end(), image) if name or fragment else None

    def _closed(self, start: int) -> tuple[Link | None, int]:
        if not self.open:
            return None, start + 1
        begin, text_from, image = self.open.pop()
        if len(self.open) < self.dead_below and not image:
            self.dead_below = min(self.dead_below, len(self.open))
            return None, start + 1
        self.dead_below = min(self.dead_below, len(self.open))
        link = self._made(begin, text_from, start, image)
        if link is None:
            return None, start + 1
        if not image:
            self.dead_below = len(self.open)
        return link, link.end

    def _made(self, begin: int, text_from: int, close: int, image: bool) -> Link | None:
        after = self.shown[close + 1 : close + 2]
        limit = self._limit(close)
        if after == "(":
            found = _INLINE.match(self.shown, close + 1)
            if found and found.end() <= limit:
                return _link("inline", _destination(found, 1), begin, found.end(), image)
        label, end = self.shown[text_from:close] if close - text_from < 1_000 else "", close + 1
        if after == "[":
            full = _REFERENCE.match(self.shown, close + 1)
            if full and full.end() <= limit:
                label, end = full[1] or label, full.end()
        if not self.defined or not label or _key(label) not in self.defined:
            return None
        self.used.add(_key(label))
        return _link("reference", _destination(self.defined[_key(label)], 2), begin, end, image)

    def _angle(self, start: int) -> tuple[Link | None, int]:
        auto = _AUTOLINK.match(self.shown, start)
        if auto:
            return Link("autolink", auto[1], "", start, auto.end()), auto.end()
        tag = _TAG.match(self.shown, start)
        if not tag:
            return None, start + 1
        wanted = _POINTING.get(tag[1].lower())
        for m in _ATTRIBUTE.finditer(tag[2]) if wanted and not tag[0].startswith("</") else ():
            if m[1].lower() == wanted:
                address = html.unescape(next(g for g in m.groups()[1:] if g is not None)).strip()
                return _link("html", address, start, tag.end(), wanted == "src"), tag.end()
        return None, tag.end()


_FRONT_LINK = re.compile(r"\[\[([^\[\]|\n]*)(?:\|[^\[\]\n]*)?\]\]")


def links_in_front_matter(front: str) -> Iterator[Link]:
    """Yield the wiki-links in the values of front matter, whether quoted or not."""
    if "[[" not in front:
        return
    at = 0
    for line in front.split("\n"):
        if not line.lstrip().startswith("#"):
            for m in _FRONT_LINK.finditer(line):
                name, fragment = split_wiki_target(m[1].replace("''", "'"))
                embed = line[: m.start()].endswith("!")
                if (name or fragment) and "{{" not in m[1] and "<%" not in m[1]:
                    yield Link("front", name, fragment, at + m.start() - embed, at + m.end(), embed)
        at += len(line) + 1
