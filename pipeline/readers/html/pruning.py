"""Leave out of a page what is recognisably not its content, each part with the reason.

Content is not looked for: what nothing speaks against stays. A part is left out for what it is
(`nav`), for what it holds (links into the page itself), or for its name, if it holds no sentence of
its own. What holds much of the page's prose, or its main heading, is never left out as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readers.html.names import OF_WORDS, WITH_SENTENCES, kind_of
from pipeline.readers.html.tree import HEADINGS, Node

_MUCH_OF_THE_PROSE = 0.3
_MOSTLY_LINKS = 0.6
_MANY_LINKS = 0.3
_NO_NAVIGATION = 300  # letters
_FEW_LETTERS = 40
_SMALL_BOX = 900  # letters
_FEWEST_ENTRIES = 3  # of a contents list
_ROLES = {
    "navigation": "navigation",
    "search": "search",
    "menu": "navigation",
    "menubar": "navigation",
    "tablist": "navigation",
    "toolbar": "page tools",
    "banner": "page header",
    "contentinfo": "page footer",
    "complementary": "sidebar",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "doc-toc": "contents list",
}
_TAGS = {
    "nav": "navigation",
    "search": "search",
    "header": "page header",
    "footer": "page footer",
    "aside": "sidebar",
    "menu": "navigation",
}
_OF_THE_PAGE = frozenset({"page header", "page footer", "sidebar"})
_SECTIONS = frozenset({"main", "article", "section", "blockquote", "td", "li", "dd", "details"})
_WHOLE = frozenset({"p", "pre", "code", "figure", "blockquote", "math"})  # not looked into
_COMMENT = re.compile(r"comment|reply|respon", re.IGNORECASE)


@dataclass(frozen=True)
class _Page:
    """What a page holds in all, and its main heading."""

    letters: int
    prose: int
    title: Node | None
    ids: frozenset[str]


def prune(page: Node) -> None:
    """Mark the parts of a weighed page that are not content as left out."""
    whole = _Page(page.letters, page.prose, _main_heading(page), _ids(page))
    waiting = [page]
    while waiting:
        node = waiting.pop()
        for child in node.elements():
            reason = _reason(child, whole)
            if reason and not _must_stay(child, whole):
                child.leave_out(reason)
            elif child.tag not in _WHOLE:
                waiting.append(child)


def _main_heading(page: Node) -> Node | None:
    """Return the first h1 that is not in a navigation or, if there is none, the first h2."""
    firsts: dict[str, Node] = {}
    for node in page.descendants():
        if node.tag in ("h1", "h2") and node.letters:
            firsts.setdefault(node.tag, node)
    return firsts.get("h1") or firsts.get("h2")


def _ids(page: Node) -> frozenset[str]:
    names = (value for node in page.descendants() for value in _names_of(node))
    return frozenset(name for name in names if name)


def _names_of(node: Node) -> tuple[str, str]:
    return node.attrs.get("id", ""), node.attrs.get("name", "")


def _reason(node: Node, whole: _Page) -> str:
    if not node.letters:
        return ""
    if node.says("aria-modal", "true"):
        return "dialog"
    return _by_kind(node) or _contents_list(node, whole) or _by_name(node, whole)


def _by_kind(node: Node) -> str:
    reason = _ROLES.get(node.attrs.get("role", "").lower(), "") or _TAGS.get(node.tag, "")
    if reason == "sidebar" and node.linked < node.letters * _MOSTLY_LINKS and _in_section(node):
        return ""
    if reason in ("page header", "page footer") and _in_section(node):
        return ""
    return "" if node.tag == "menu" and node.prose else reason


def _in_section(node: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _SECTIONS or parent.says("role", "main", "article"):
            return True
        parent = parent.parent
    return False


def _contents_list(node: Node, whole: _Page) -> str:
    """Tell of a block whether most of it are links to places of this page outside of it."""
    if not node.blocky or node.inpage <= node.letters * _MOSTLY_LINKS or node.tag in HEADINGS:
        return ""
    links = [x for x in node.descendants() if x.tag == "a" and x.attrs.get("href", "")[:1] == "#"]
    inside = {name for x in node.descendants() for name in _names_of(x)}
    targets = {x.attrs["href"][1:] for x in links} & whole.ids - inside
    return "contents list" if len(targets) >= _FEWEST_ENTRIES else ""


def _by_name(node: Node, whole: _Page) -> str:
    """Return what an element is called, if what it holds agrees."""
    mostly_links = node.linked > node.letters * _MOSTLY_LINKS
    small = node.letters <= _SMALL_BOX
    if not (mostly_links or small or node.controls):
        return _comments(node)
    if node.tag in HEADINGS or node.tag in ("html", "body", "main", "article"):
        return ""
    kind = kind_of(node)
    if not kind or (node.tag in ("table", "tr", "td", "th") and not mostly_links):
        return ""
    if kind == "comments":
        return _comments(node)
    if not node.blocky and kind not in OF_WORDS:
        return ""
    if node.prose:
        with_sentences = kind in WITH_SENTENCES and node.controls and small
        return kind if with_sentences or (mostly_links and node.prose * 5 < node.letters) else ""
    if kind in WITH_SENTENCES | OF_WORDS:
        return kind if mostly_links or node.letters <= _NO_NAVIGATION else ""
    few = node.letters <= _FEW_LETTERS or node.controls
    return kind if mostly_links or few or node.linked > node.letters * _MANY_LINKS else ""


def _comments(node: Node) -> str:
    """Tell whether an element holds what readers wrote below the page."""
    if kind_of(node) != "comments":
        return ""
    parts = [child for outer in (node, *node.elements()) for child in outer.elements()]
    named = sum(bool(_COMMENT.search(part.attrs.get("class", ""))) for part in parts)
    return "comments" if named >= 2 or node.controls else ""


def _must_stay(node: Node, whole: _Page) -> bool:
    """Tell whether an element holds so much of the page that it can only be taken apart."""
    if node.prose > whole.prose * _MUCH_OF_THE_PROSE:
        return True
    title = whole.title
    while title is not None:
        if title is node:
            return True
        title = title.parent
    return False
