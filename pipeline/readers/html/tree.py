"""The elements and texts of a page as a tree, each with its line of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from pipeline.readers.html.markup import clean_markup, flatten

_DEEPEST = 160  # elements inside each other; deeper ones are put beside their parents
_CUT_BY_PARSER = 2_000  # libxml2 drops all text that lies 2,048 elements deep
_LAST_LINE_OF_LXML = 65_535  # it counts no further
# Python's `splitlines` breaks at these characters and git does not.
_BREAKS = re.compile("[\v\f\r\x1c\x1d\x1e\x85\u2028\u2029\ufdd0-\ufdef]")
_LETTERS = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_LIGATURES = re.compile("[ﬀ-ﬆ]")
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
})  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True, eq=False)
class Text:
    """A run of characters, and the line on which it begins."""

    value: str
    line: int


@dataclass(slots=True, eq=False)
class Node:
    """An element of a page.

    `left_out` says why it is no part of the text, if it is none. The figures count what is visible
    in it, without what is left out: `letters` of all text, `linked` of text in links, `inpage` of
    text in links into the page itself, and `prose` of sentences outside links. `blocky`
    tells whether it is, or holds, an element that begins a new line. `shown` is what stands for a
    picture.
    """

    tag: str
    attrs: dict[str, str]
    line: int
    parent: Node | None = None
    children: list[Node | Text] = field(default_factory=list)
    left_out: str = ""
    blocky: bool = False
    controls: bool = False
    letters: int = 0
    linked: int = 0
    inpage: int = 0
    prose: int = 0
    shown: str = ""

    def leave_out(self, reason: str) -> None:
        """Mark the element as no part of the text, and take its figures from those around it."""
        self.left_out = reason
        outer = self.parent
        while outer is not None:
            outer.letters -= self.letters
            outer.linked -= self.linked
            outer.inpage -= self.inpage
            outer.prose -= self.prose
            outer = outer.parent

    def elements(self) -> list[Node]:
        """Return the children that are elements and are not left out."""
        return [x for x in self.children if isinstance(x, Node) and not x.left_out]

    def descendants(self) -> Iterator[Node]:
        """Yield the element and all in it that is not left out, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.elements())

    def texts(self, all_of_it: bool = False) -> Iterator[Text]:
        """Yield the texts in it, and on demand also those of what is left out."""
        waiting: list[Node | Text] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Text):
                yield part
            elif all_of_it or not part.left_out:
                waiting += reversed(part.children)

    def text(self) -> str:
        """Return its text with single blanks, without what is left out."""
        return " ".join("".join(text.value for text in self.texts()).split())

    def says(self, name: str, *values: str) -> bool:
        """Tell whether an attribute has one of these values."""
        return self.attrs.get(name, "").strip().lower() in values


def parse(decoded: str) -> tuple[Node, Any]:
    """Return the tree of a page, and lxml's own, which may be used up afterwards.

    Raises `ValueError` where the page holds no element at all.
    """
    page = clean_markup(decoded)
    root, found, depth = _build(page)
    if depth >= _CUT_BY_PARSER:
        root, found, _ = _build(flatten(page))
    return root, found


def _build(page: str) -> tuple[Node, Any, int]:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    found = etree.fromstring(page.encode("utf-8", "replace"), parser)
    if found is None:
        raise ValueError("the page holds no element")
    deepest = _CUT_BY_PARSER if _was_cut(parser) else 0
    root = Node("#page", {}, 1)
    open_nodes, line, depth = [root], 1, 0
    for event, element in etree.iterwalk(found, events=("start", "end", "comment", "pi")):
        if event == "start":
            line = _later(line, element.sourceline)
            node = Node(str(element.tag).rpartition("}")[2], dict(element.items()), line)
            depth += 1
            deepest = max(deepest, depth)
            node.parent = open_nodes[-1]
            node.parent.children.append(node)
            if depth < _DEEPEST:
                open_nodes.append(node)
            line = _add(open_nodes[-1] if depth < _DEEPEST else node, element.text, line)
            continue
        if event == "end":
            depth -= 1
            if depth < _DEEPEST - 1:
                open_nodes.pop()
        elif element.text:
            line += element.text.count("\n")
        line = _add(open_nodes[-1], element.tail, line)
    return root, found, deepest


def _later(line: int, said: int | None) -> int:
    return max(line, said) if said and said < _LAST_LINE_OF_LXML else line


def _add(node: Node, value: str | None, line: int) -> int:
    """Add a text to an element, and return the line on which it ends."""
    if not value:
        return line
    if not value.isascii():
        value = _LIGATURES.sub(lambda found: _LETTERS[found[0]], _BREAKS.sub(" ", value))
    node.children.append(Text(value, line))
    return line + value.count("\n")


def _was_cut(parser: Any) -> bool:
    return any("depth" in entry.message for entry in parser.error_log)
