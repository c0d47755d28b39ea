"""Leave out boxes of links and headlines of other pages among the paragraphs of an article."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.readers.html.rows import LINKS, holds_headlines, is_box_of_links, leads_elsewhere
from pipeline.readers.html.tree import HEADINGS, Node, Text

_BOXES = frozenset({"div", "section", "aside", "ul", "ol", "table"})
_LONGEST_TEASER = 700  # letters
_FEW = 0.3  # of the letters
_ARTICLE = 800  # letters of sentences
_HEADLINE = 20  # letters


def leave_out_boxes(region: Node) -> None:
    """Leave out boxes of links among the paragraphs of what calls itself an article.

    What a heading or a line with a colon introduces belongs to the text. Where nothing but short
    texts stand between headlines of other pages, the page is a list of them.
    """
    found = list(_find_boxes(region))
    few = sum(node.letters for node in found) <= region.letters * _FEW
    if few or _longest_text(region) >= _ARTICLE:
        for node in found:
            node.leave_out(LINKS)


def _longest_text(region: Node) -> int:
    """Return the letters of the longest run of sentences without a headline of another page."""
    longest = letters = 0
    for node in region.descendants():
        if node.tag in HEADINGS and leads_elsewhere(node):
            letters = 0
        letters += node.prose - sum(x.prose for x in node.elements())
        longest = max(longest, letters)
    return longest


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
    return node.tag not in HEADINGS and holds_headlines(node)


def _is_many(node: Node) -> bool:
    """Tell whether the links of a box are several, and some of them as long as headlines."""
    links = [x for x in node.descendants() if x.tag == "a" and x.letters]
    return len(links) > 1 and max(x.letters for x in links) >= _HEADLINE
