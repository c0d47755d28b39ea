"""Find where in a page its text stands, and leave out rows and boxes of links around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.readers.html.rows import words_beside_links
from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.weights import count_letters

_MOST = 0.6  # of the prose, for an element to be the text
_MOSTLY_LINKS = 0.6
_SHORT_WORDS = 200  # letters around an article inside another
_LONGEST_COPYRIGHT = 400  # letters
_BOXES = frozenset({"div", "section", "aside", "ul", "ol", "table"})
_LONGEST_TEASER = 700  # letters
_HEADLINE = 20  # letters
_SHORT_ITEM = 15  # letters
_LONGEST_ROW = 1_500  # letters of a row or box of links at an end of the text
_COPYRIGHT = re.compile(
    r"\W*(?:©|copyright\b|\(c\)\s|all rights reserved|(?:this|the) (?:page|document|manual|file) was"
    r" (?:automatically )?(?:generated|created|built)\b|(?:generated|powered|created|built) (?:by|with|using)\b)",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({"#page", "html", "body", "div", "section", "main", "article", "center",
                         "form", "table", "tbody", "tr", "td", "font", "span"})  # fmt: skip
_WORDS = 200  # letters around an article inside another
_LONGEST_COPYRIGHT = 400  # letters
_BOXES = frozenset({"div", "section", "aside", "ul", "ol", "table"})
_LONGEST_TEASER = 700  # letters
_HEADLINE = 20  # letters
_SHORT_ITEM = 15  # letters
_LONGEST_ROW = 1_500  # letters of a row or box of links at an end of the text
_COPYRIGHT = re.compile(
    r"\W*(?:©|copyright\b|\(c\)\s|all rights reserved|(?:this|the) (?:page|document|manual|file) was"
    r" (?:automatically )?(?:generated|created|built)\b|(?:generated|powered|created|built) (?:by|with|using)\b)",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({"#page", "html", "body", "div", "section", "main", "article", "center",
                         "form", "table", "tbody", "tr", "td", "font", "span"})  # fmt: skip
_LEAFING = re.compile(
    r"\b(?:next|prev(?:ious)?|up|top|home|back|contents|index|page|chapter|section|first|last)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
OUTSIDE, LINKS, COPYRIGHT = "outside the article", "links around the text", "copyright line"


def narrow(page: Node, is_article: bool) -> None:
    """Mark as left out what stands outside the text of a pruned page.

    A page that says in its head that it is an article has more than text around it.
    """
    letters, linked, _ = _sums([page])
    if linked > letters * _MOSTLY_LINKS:
        return  # an index, whose links are its content
    whole = page
    for region in _regions(page):
        _keep_only(region, whole)
        whole = region
    _trim(whole, is_article)


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


def _trim(region: Node, is_article: bool) -> None:
    """Leave out rows and boxes of links before, beside and behind the trunk of the text."""
    trunk: Node | None = region
    while trunk is not None:
        inner = _inner_trunk(trunk)
        _trim_end(trunk.children, inner)
        _trim_end(trunk.children[::-1], inner, copyright_too=True)
        if inner is None or _is_text(trunk, inner):
            break
        for node in trunk.elements():
            if node is not inner and _is_box_of_links(node) and not _is_alike(node, inner):
                node.leave_out(LINKS)
        trunk = inner
    if is_article:
        _leave_out_boxes(region)


def _is_text(trunk: Node, inner: Node) -> bool:
    """Tell whether paragraphs or headings stand beside the inner trunk."""
    beside = [node for node in trunk.elements() if node is not inner]
    return any(node.tag in HEADINGS or (node.tag == "p" and node.prose) for node in beside)


def _is_alike(node: Node, inner: Node) -> bool:
    """Tell whether an element is a section of the text like another one."""
    named = inner.attrs.get("class", "")
    return node.tag == inner.tag and bool(named) and node.attrs.get("class", "") == named


def _leave_out_boxes(region: Node) -> None:
    """Leave out boxes of links among the paragraphs of what calls itself an article.

    What a heading or a line with a colon introduces belongs to the text.
    """
    introduced = False
    waiting: list[Node | Text] = [region]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            if part.value.strip():
                introduced = part.value.rstrip().endswith(":")
        elif part.left_out or not part.letters:
            continue
        elif part.tag in _BOXES and not introduced and _is_box_of_links(part) and _is_many(part):
            part.leave_out(LINKS)
        else:
            teasers = [x for x in part.elements() if _is_teaser(x)]
            for teaser in teasers if len(teasers) > 1 else []:
                teaser.leave_out(LINKS)
            waiting += reversed(part.children)


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
    return bool(inside) or heading.linked * 10 > heading.letters * 9


def _is_many(node: Node) -> bool:
    """Tell whether the links of a box are several, and some of them as long as headlines."""
    links = [x for x in node.descendants() if x.tag == "a" and x.letters]
    return len(links) > 1 and max(x.letters for x in links) >= _HEADLINE


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
        if copyright_too and _lists_pages(child):
            return
        if _is_row_of_links(child):
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
        and not (node.tag == "p" and _WORDS.search(words_beside_links(node)))
    )


def _lists_pages(node: Node) -> bool:
    """Tell whether links are items of a list, or of a table, that says more than "next"."""
    parts = list(node.descendants())
    items = [x for x in parts if x.tag in ("li", "dt", "dd") and x.letters]
    rows = [x for x in parts if x.tag == "tr" and x.letters]
    long = sum(x.letters for x in items) > len(items) * _SHORT_ITEM
    return len(rows) > 2 or len(items) > 6 or (len(items) > 1 and long)


def _is_box_of_links(node: Node) -> bool:
    return node.linked > node.letters * _MOSTLY_LINKS and not node.prose


def _holds_heading(node: Node) -> bool:
    return any(x.tag in HEADINGS and x.letters for x in node.descendants())
