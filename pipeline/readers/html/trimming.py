"""Leave out rows and boxes of links before, beside and behind the trunk of a text."""

from __future__ import annotations

import re

from pipeline.readers.html.rows import LINKS, is_box_of_links, lists_pages, words_beside_links
from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.weights import count_letters

_MOST = 0.6  # of the prose, for an element to be the trunk
_MOSTLY_LINKS = 0.6
_LONGEST_COPYRIGHT = 400  # letters
_LONGEST_SHORT_ROW = 150  # letters
_LONGEST_ROW = 1_500  # letters of a row or box of links at an end of the text
_COPYRIGHT = re.compile(
    r"\W*(?:©|copyright\b|\(c\)\s|all rights reserved"
    r"|(?:this|the) (?:page|document|manual|file) was (?:automatically )?(?:generated|created)\b"
    r"|(?:generated|powered|built) (?:by|with|using)\b)",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({
    "#page", "html", "body", "div", "section", "main", "article", "center", "form", "table",
    "tbody", "tr", "td", "font", "span",
})  # fmt: skip
_SOME_WORD = re.compile(r"[^\W\d_]{2,}")
COPYRIGHT = "copyright line"


def trim(region: Node) -> None:
    """Leave out rows and boxes of links before, beside and behind the trunk of the text."""
    trunk: Node | None = region
    while trunk is not None:
        inner = _inner_trunk(trunk)
        _trim_end(trunk.children, inner)
        _trim_end(trunk.children[::-1], inner, copyright_too=True)
        if inner is None or _is_text(trunk, inner):
            break
        for node in trunk.elements():
            if node is not inner and is_box_of_links(node) and not _is_alike(node, inner):
                node.leave_out(LINKS)
        trunk = inner


def _is_text(trunk: Node, inner: Node) -> bool:
    """Tell whether paragraphs or headings stand beside the inner trunk."""
    beside = [node for node in trunk.elements() if node is not inner]
    return any(node.tag in HEADINGS or (node.tag == "p" and node.prose) for node in beside)


def _is_alike(node: Node, inner: Node) -> bool:
    """Tell whether an element is a section of the text like another one."""
    named = inner.attrs.get("class", "")
    return node.tag == inner.tag and bool(named) and node.attrs.get("class", "") == named


def _inner_trunk(trunk: Node) -> Node | None:
    """Return the child that holds most of the prose, if it is no block of text itself."""
    best = max(trunk.elements(), key=lambda node: node.prose, default=None)
    if best is None or best.tag not in _CONTAINERS or best.prose <= trunk.prose * _MOST:
        return None
    return best


def _trim_end(children: list[Node | Text], inner: Node | None, copyright_too: bool = False) -> None:
    """Leave out rows of links from one end of the text on, up to a heading or other text."""
    for child in children:
        if isinstance(child, Text):
            if count_letters(child.value) > 2:
                return
            continue
        if child.left_out or not child.letters:
            continue
        if copyright_too and _is_copyright(child):
            child.leave_out(COPYRIGHT)
            continue
        if child is inner or child.tag in HEADINGS:
            return
        if copyright_too and lists_pages(child):
            return
        if _is_row_of_links(child) or (not copyright_too and _is_short_row(child)):
            child.leave_out(LINKS)
        else:
            return


def _is_copyright(node: Node) -> bool:
    return node.letters <= _LONGEST_COPYRIGHT and bool(_COPYRIGHT.match(node.text()[:100]))


def _is_row_of_links(node: Node) -> bool:
    return (
        node.linked > node.letters * _MOSTLY_LINKS
        and node.letters <= _LONGEST_ROW
        and not node.prose
        and not _holds_heading(node)
        and not (node.tag == "p" and _SOME_WORD.search(words_beside_links(node)))
    )


def _is_short_row(node: Node) -> bool:
    """Tell whether an element before all text is a short row with links, such as "Up | Works"."""
    return (
        node.tag in ("ul", "ol", "table", "div")
        and node.letters <= _LONGEST_SHORT_ROW
        and node.linked * 3 > node.letters
        and not node.prose
        and not _holds_heading(node)
    )


def _holds_heading(node: Node) -> bool:
    return any(x.tag in HEADINGS and x.letters for x in node.descendants())
