"""Recognise rows and boxes of links, by which a reader goes from one page to the next."""

from __future__ import annotations

import re

from pipeline.readers.html.tree import HEADINGS, Node, Text

LINKS = "links around the text"
_LEAFING = re.compile(
    r"\b(?:next|prev(?:ious)?|up|top|home|back|contents|toc|index|page|chapter|section|first|last"
    r"|forward|backward|weiter|zurück|hoch|inhalt|anfang|ende)\b",
    re.IGNORECASE,
)
_LONGEST_ROW = 300  # letters
_MOSTLY_LINKS = 0.6
_SHORT_ITEM = 15  # letters
_LETTER = re.compile(r"[^\W\d_]")


def words_beside_links(node: Node) -> str:
    """Return the text outside of links, without the words of rows to leaf by."""
    return _LEAFING.sub("", " ".join(_texts(node, in_links=False)))


def is_row_to_leaf_by(node: Node) -> bool:
    """Tell whether all that is in an element are links called "next", "up", "contents" and such.

    They may also be introduced so, as in "Next: Loops, Previous: Values, Up: Language".
    """
    if node.letters > _LONGEST_ROW or not node.blocky or not node.linked:
        return False
    links, beside = (" ".join(_texts(node, in_links=each)) for each in (True, False))
    if _LETTER.search(_LEAFING.sub("", beside)):
        return False
    introduced = len(_LEAFING.findall(beside))
    called = len(_LEAFING.findall(links))
    return introduced > 1 or (
        introduced + called > 1 and not _LETTER.search(_LEAFING.sub("", links))
    )


def _texts(node: Node, in_links: bool) -> list[str]:
    """Return the texts of an element that are, or are not, inside links."""
    out: list[str] = []
    waiting: list[tuple[Node | Text, bool]] = [(node, False)]
    while waiting:
        part, linked = waiting.pop()
        if isinstance(part, Text):
            if linked == in_links:
                out.append(part.value)
        elif not part.left_out:
            linked = linked or (part.tag == "a" and "href" in part.attrs)
            waiting += [(child, linked) for child in reversed(part.children)]
    return out


def is_box_of_links(node: Node) -> bool:
    """Tell whether an element holds links and no sentence."""
    return node.linked > node.letters * _MOSTLY_LINKS and not node.prose


def lists_pages(node: Node) -> bool:
    """Tell whether links are items of a list, or of a table, that says more than "next"."""
    parts = list(node.descendants())
    items = [x for x in parts if x.tag in ("li", "dt", "dd") and x.letters]
    rows = [x for x in parts if x.tag == "tr" and x.letters]
    long = sum(x.letters for x in items) > len(items) * _SHORT_ITEM
    return len(rows) > 2 or len(items) > 6 or (len(items) > 1 and long)


def holds_headlines(node: Node) -> bool:
    """Tell whether there are headings in an element, and all of them are links to other pages."""
    headings = [x for x in node.descendants() if x.tag in HEADINGS and x.letters]
    return bool(headings) and all(map(leads_elsewhere, headings))


def leads_elsewhere(heading: Node) -> bool:
    """Tell whether a heading is a link to another page."""
    if heading.inpage:
        return False
    outer = heading.parent
    inside = outer is not None and (outer.tag == "a" or (outer.parent and outer.parent.tag == "a"))
    return bool(inside) or heading.linked * 10 > heading.letters * 6
