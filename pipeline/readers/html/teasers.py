"""Leave out boxes of links and headlines of other pages among the paragraphs of an article."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.readers.html.rows import LINKS, is_box_of_links
from pipeline.readers.html.tree import HEADINGS, Node, Text

_BOXES = frozenset({"div", "section", "aside", "ul", "ol", "table"})
_LONGEST_TEASER = 700  # letters
_MOST = 0.7  # of the letters
_HEADLINE = 20  # letters


def leave_out_boxes(region: Node) -> None:
    """Leave out boxes of links among the paragraphs of what calls itself an article.

    What a heading or a line with a colon introduces belongs to the text. Where most of the page
    would go, the page is a list of headlines.
    """
    found = list(_find_boxes(region))
    if sum(node.letters for node in found) <= region.letters * _MOST:
        for node in found:
            node.leave_out(LINKS)


def _find_boxes(region: Node) -> Iterator[Node]:
    introduced = False
    waiting: list[Node | Text] = [region]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            if part.value.strip():
                introduced = part.value.rstrip().endswith(":")
        elif part.left_out or not part.letters:
            continue
        elif part.tag in _BOXES and not introduced and is_box_of_links(part) and _is_many(part):
            yield part
        else:
            teasers = [x for x in part.elements() if _is_teaser(x)]
            dropped = {id(x) for x in teasers} if len(teasers) > 1 else set()
            yield from (x for x in teasers if id(x) in dropped)
            waiting += [x for x in reversed(part.children) if id(x) not in dropped]


def _is_teaser(node: Node) -> bool:
    """Tell whether an element is a headline that links to another page, with a few words on it."""
    if not 0 < node.letters <= _LONGEST_TEASER or node.linked * 8 < node.letters:
        return False
    headings = [x for x in node.descendants() if x.tag in HEADINGS and x.letters]
    linked = [_is_linked(x) for x in headings]
    return node.tag not in HEADINGS and bool(linked) and all(linked)


def _is_linked(heading: Node) -> bool:
    if heading.inpage:
        return False
    outer = heading.parent
    inside = outer is not None and (outer.tag == "a" or (outer.parent and outer.parent.tag == "a"))
    return bool(inside) or heading.linked * 10 > heading.letters * 6


def _is_many(node: Node) -> bool:
    """Tell whether the links of a box are several, and some of them as long as headlines."""
    links = [x for x in node.descendants() if x.tag == "a" and x.letters]
    return len(links) > 1 and max(x.letters for x in links) >= _HEADLINE
