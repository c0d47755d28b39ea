"""Find where in a page its text stands, and leave out rows and boxes of links around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.weights import count_letters

_MOST = 0.6  # of the prose, for an element to be the text
_MOSTLY_LINKS = 0.6
_SHORT_WORDS = 200  # letters around an article inside another
_LONGEST_COPYRIGHT = 400  # letters
_LONGEST_ROW = 1_500  # letters of a row or box of links at an end of the text
_COPYRIGHT = re.compile(r"\W*(?:©|copyright\b|\(c\)\s|all rights reserved)", re.IGNORECASE)
_CONTAINERS = frozenset({"#page", "html", "body", "div", "section", "main", "article", "center",
                         "form", "table", "tbody", "tr", "td", "font", "span"})  # fmt: skip
OUTSIDE, LINKS, COPYRIGHT = "outside the article", "links around the text", "copyright line"


def narrow(page: Node) -> None:
    """Mark as left out what stands outside the text of a pruned page."""
    letters, linked, _ = _sums([page])
    if linked > letters * _MOSTLY_LINKS:
        return  # an index, whose links are its content
    whole = page
    for region in _regions(page):
        _keep_only(region, whole)
        whole = region
    _trim(whole)


def _sums(nodes: Iterable[Node]) -> tuple[int, int, int]:
    """Return letters, letters in links, and letters of prose of what is not left out."""
    letters = linked = prose = 0
    for node in nodes:
        letters, linked, prose = letters + node.letters, linked + node.linked, prose + node.prose
    return letters, linked, prose


def _regions(page: Node) -> Iterator[Node]:
    """Yield the element that is named the text and holds most of it, and one inside that one."""
    found = _best(page, page)
    if found is None:
        return
    yield found
    inner = _best(found, found)
    if inner is not None and found.letters - inner.letters <= _SHORT_WORDS:
        yield inner


def _best(within: Node, whole: Node) -> Node | None:
    named = [
        node
        for node in within.descendants()
        if node is not within
        and (node.tag in ("main", "article") or node.says("role", "main", "article"))
    ]
    best = max(named, key=lambda node: node.prose, default=None)
    if best is None or best.prose <= whole.prose * _MOST or not best.prose:
        return None
    return best


def _keep_only(region: Node, whole: Node) -> None:
    """Leave out what stands beside a region, up to the whole; a main heading before it stays."""
    node = region
    while node is not whole and node.parent is not None:
        before = True
        for sibling in node.parent.children:
            before = before and sibling is not node
            if sibling is node or isinstance(sibling, Text) or sibling.left_out:
                continue
            if not (before and _keep_heading(sibling)):
                sibling.leave_out(OUTSIDE)
        node = node.parent


def _keep_heading(node: Node) -> bool:
    """Leave out of an element all but its h1; tell whether it has one."""
    title = next((x for x in node.descendants() if x.tag == "h1" and x.letters), None)
    if title is None:
        return False
    _keep_only(title, node)
    return True


def _trim(region: Node) -> None:
    """Leave out rows and boxes of links before, beside and behind the trunk of the text."""
    trunk: Node | None = region
    while trunk is not None:
        inner = _inner_trunk(trunk)
        _trim_end(trunk.children, inner)
        _trim_end(trunk.children[::-1], inner, copyright_too=True)
        if inner is not None:
            for node in trunk.elements():
                if node is not inner and _is_box_of_links(node):
                    node.leave_out(LINKS)
        trunk = inner


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
        if child is inner or child.tag in HEADINGS:
            return
        if copyright_too and _is_copyright(child):
            child.leave_out(COPYRIGHT)
        elif _is_row_of_links(child):
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
    )


def _is_box_of_links(node: Node) -> bool:
    return node.linked > node.letters * _MOSTLY_LINKS and not node.prose


def _holds_heading(node: Node) -> bool:
    return any(x.tag in HEADINGS and x.letters for x in node.descendants())
