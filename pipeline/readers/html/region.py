"""Find where in a page its text stands, and leave out what stands outside of it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.readers.html.teasers import leave_out_boxes
from pipeline.readers.html.tree import Node, Text
from pipeline.readers.html.trimming import trim

_MOST = 0.6  # of the prose, for an element to be the text
_MOSTLY_LINKS = 0.6
_LITTLE_PROSE = 0.2
_SHORT_WORDS = 200  # letters around an article inside another
OUTSIDE = "outside the article"


def narrow(page: Node, is_article: bool) -> None:
    """Mark as left out what stands outside the text of a pruned page.

    A page that says in its head that it is an article has boxes of links among its paragraphs.
    """
    if page.linked > page.letters * _MOSTLY_LINKS and page.prose < page.letters * _LITTLE_PROSE:
        return  # an index, whose links are its content
    whole = page
    for region in _regions(page):
        _keep_only(region, whole)
        whole = region
    trim(whole)
    if is_article:
        leave_out_boxes(whole)


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
