"""Judge a part of a page that is called a menu, a sidebar or the like by what it holds."""

from __future__ import annotations

import re

from pipeline.readers.html.names import OF_WORDS, WITH_SENTENCES, kind_of
from pipeline.readers.html.rows import holds_headlines
from pipeline.readers.html.tree import HEADINGS, Node

MAY_BE_LONG = frozenset({"comments", "sidebar", "pictures"})
_MOSTLY_LINKS = 0.6
_NO_NAVIGATION = 300  # letters
_SMALL_BOX = 900  # letters
_IDS = {"header": "page header", "masthead": "page header", "footer": "page footer"}
_SECTIONS = frozenset({"main", "article", "section", "blockquote", "td", "li", "dd", "details"})
_OF_TABLES = frozenset({"table", "tbody", "tr", "td", "th"})
_NEVER_BY_NAME = frozenset({"html", "body", "main", "article", "dt", "dd"})
_AROUND = frozenset({"navigation", "header or footer", "contents list", "sidebar"})
_LITTLE, _MOST = 0.25, 0.6  # of the page's prose: in a sidebar, and in what it stands beside
_JUMP = re.compile(r"(?:skip|jump|go|zum|aller|ir|saltar?)\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|copyright\b|all rights reserved", re.IGNORECASE)
_COMMENT = re.compile(r"comment|reply|respon", re.IGNORECASE)


def reason_by_name(node: Node, is_article: bool, prose: int) -> str:
    """Return what an element is called, if what it holds agrees."""
    if node.tag in HEADINGS or node.tag in _NEVER_BY_NAME:
        return ""
    mostly_links = node.linked > node.letters * _MOSTLY_LINKS
    small = node.letters <= _SMALL_BOX
    if not (mostly_links or small or node.controls) and kind_of(node) not in MAY_BE_LONG:
        return ""
    if small and node.attrs.get("id", "").lower() in _IDS and not in_section(node):
        return _IDS[node.attrs["id"].lower()]
    kind = kind_of(node)
    if not kind or (node.tag in _OF_TABLES and not (mostly_links and kind in _AROUND)):
        return ""
    if kind == "comments":
        return _comments(node)
    if kind == "contents list" and any(x.tag == "table" for x in node.descendants()):
        return ""
    if not node.blocky and kind not in OF_WORDS:
        return kind if _is_jump(node) else ""
    if kind == "pictures" and is_article and _is_gallery(node):
        return kind
    if kind == "sidebar" and _is_sidebar(node, prose):
        return kind
    said = _with_sentences if node.prose else _without_sentences
    return said(node, kind, mostly_links)


def _is_sidebar(node: Node, prose: int) -> bool:
    """Tell whether what is called a sidebar has many links, or stands beside most of the prose."""
    if in_section(node):
        return False
    if node.linked * 3 > node.letters:
        return True
    beside = node.parent.elements() if node.parent else []
    return node.prose < prose * _LITTLE and any(x.prose > prose * _MOST for x in beside)


def _is_jump(node: Node) -> bool:
    """Tell whether an element is a link that leads past the menus, further down in the page."""
    return node.tag == "a" and node.inpage == node.letters and bool(_JUMP.match(node.text()))


def _with_sentences(node: Node, kind: str, mostly_links: bool) -> str:
    small = node.letters <= _SMALL_BOX
    if kind == "header or footer" and small and not in_section(node):
        return "page footer" if is_copyright(node) else ""
    if kind in WITH_SENTENCES and small and (node.controls or _is_cookie_notice(node, kind)):
        return kind
    if kind == "related pages" and small and holds_headlines(node):
        return kind
    return kind if mostly_links and node.prose * 5 < node.letters else ""


def _without_sentences(node: Node, kind: str, mostly_links: bool) -> str:
    few = node.letters <= _NO_NAVIGATION
    if kind in WITH_SENTENCES | OF_WORDS:
        return kind if mostly_links or few else ""
    return kind if mostly_links or node.controls or (few and node.linked > 0) else ""


def _is_cookie_notice(node: Node, kind: str) -> bool:
    """Tell whether an element outside the text says that the page uses cookies."""
    if kind != "cookie notice" or in_section(node) or not node.linked:
        return False
    holds_heading = any(x.tag in HEADINGS for x in node.descendants())
    return not holds_heading and "cookie" in node.text().lower()


def in_section(node: Node, sections: frozenset[str] = _SECTIONS) -> bool:
    """Tell whether an element stands inside one of these."""
    parent = node.parent
    while parent is not None:
        if parent.tag in sections or ("main" in sections and parent.says("role", "main")):
            return True
        parent = parent.parent
    return False


def _is_gallery(node: Node) -> bool:
    """Tell whether an element holds a series of captions, whose pictures are not in the text."""
    return sum(x.tag in ("li", "figure") and x.letters > 0 for x in node.descendants()) > 4


def is_copyright(node: Node) -> bool:
    """Tell whether a short element says whose the page is."""
    return node.letters <= _SMALL_BOX and bool(_COPYRIGHT.search(node.text()))


def _comments(node: Node) -> str:
    """Tell whether an element holds what readers wrote below the page."""
    if kind_of(node) != "comments":
        return ""
    parts = [child for outer in (node, *node.elements()) for child in outer.elements()]
    named = sum(bool(_COMMENT.search(part.attrs.get("class", ""))) for part in parts)
    return "comments" if named >= 2 or node.controls else ""
