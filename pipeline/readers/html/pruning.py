"""Leave out of a page what is recognisably not its content, each part with the reason.

Content is not looked for: what nothing speaks against stays. A part is left out for what it is
(`nav`), for what it holds (links into the page itself), or for its name, if it holds no sentence of
its own. What holds much of the page's prose, or its main heading, is never left out as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.readers.html.named_parts import MAY_BE_LONG, in_section, is_copyright, reason_by_name
from pipeline.readers.html.names import kind_of
from pipeline.readers.html.rows import is_row_to_leaf_by
from pipeline.readers.html.tables import holds_figures
from pipeline.readers.html.tree import HEADINGS, Node, Text

_MUCH_OF_THE_PROSE, _MOST_OF_THE_PROSE = 0.3, 0.7
_MOSTLY_LINKS = 0.6
_LONGEST_FORM = 900  # letters
_NO_FORM = frozenset({"html", "body", "main", "article"})
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
_WHOLE = frozenset({"p", "pre", "code", "figure", "blockquote", "math"})  # not looked into


@dataclass(frozen=True)
class _Page:
    """What a page holds in all, and its main heading."""

    letters: int
    prose: int
    title: Node | None
    sections: dict[str, int]  # places of headings by their ids and names
    places: dict[int, int]  # places of elements that link to them, by identity
    is_article: bool


def prune(page: Node, is_article: bool) -> None:
    """Mark the parts of a weighed page that are not content as left out.

    `is_article` tells whether the page calls itself an article.
    """
    whole = _Page(page.letters, page.prose, _main_heading(page), *_find_sections(page), is_article)
    waiting = [page]
    while waiting:
        node = waiting.pop()
        for child in node.elements():
            reason = _reason(child, whole)
            if reason and not _must_stay(child, reason, whole):
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


def _find_sections(page: Node) -> tuple[dict[str, int], dict[int, int]]:
    """Return the places of headings by their names, and of what links into the page by identity.

    A heading is named on it, in it, or with no text in between before it.
    """
    names: dict[str, int] = {}
    places: dict[int, int] = {}
    before: list[str] = []
    waiting: list[Node | Text] = [page]
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        if isinstance(part, Text):
            before = [] if part.value.strip() else before
            continue
        if part.inpage:
            places[id(part)] = count
        if part.tag in HEADINGS and part.letters:
            inside = [name for inner in part.descendants() for name in _names_of(inner)]
            names |= dict.fromkeys([*before, *inside], count)
            before = []
        elif not part.left_out:
            before += _names_of(part)
            waiting += reversed(part.children)
    return names, places


def _names_of(node: Node) -> list[str]:
    attrs = node.attrs
    return [attrs[name] for name in ("id", "name") if attrs.get(name)] if attrs else []


def _reason(node: Node, whole: _Page) -> str:
    if not node.letters:
        return ""
    if node.says("aria-modal", "true"):
        return "dialog"
    return (
        _by_kind(node)
        or _contents_list(node, whole)
        or reason_by_name(node, whole.is_article, whole.prose)
        or ("navigation" if is_row_to_leaf_by(node) else "")
        or ("form" if _is_form(node) else "")
    )


def _is_form(node: Node) -> bool:
    """Tell whether an element is little more than fields for a reader to write into."""
    if not node.controls or node.letters > _LONGEST_FORM or node.tag in _NO_FORM:
        return False
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.tag == "textarea":
            return True
        waiting += [x for x in part.children if isinstance(x, Node)]
    return False


def _by_kind(node: Node) -> str:
    reason = _ROLES.get(node.attrs.get("role", "").lower(), "") or _TAGS.get(node.tag, "")
    if reason == "sidebar" and not _is_sidebar(node):
        return ""
    if reason in ("page header", "page footer") and in_section(node):
        return ""
    return "" if node.tag == "menu" and node.prose else reason


def _is_sidebar(node: Node) -> bool:
    """Tell whether an aside stands beside the text, and is no remark in it."""
    if not in_section(node) or node.linked > node.letters * _MOSTLY_LINKS:
        return True
    named = node.says("role", "complementary") or kind_of(node) == "sidebar"
    return named and not in_section(node, frozenset({"article", "section", "td", "li", "dd"}))


def _contents_list(node: Node, whole: _Page) -> str:
    """Tell of a block whether most of it are links to headings further down."""
    if not node.blocky or node.inpage <= node.letters * _MOSTLY_LINKS or node.tag in HEADINGS:
        return ""
    links = [x for x in node.descendants() if x.tag == "a" and x.attrs.get("href", "")[:1] == "#"]
    found = {whole.sections.get(x.attrs["href"][1:], 0) for x in links} - {0}
    below = sum(place > whole.places.get(id(node), 0) for place in found)
    return "contents list" if below >= _FEWEST_ENTRIES and below * 2 > len(found) else ""


def _must_stay(node: Node, reason: str, whole: _Page) -> bool:
    """Tell whether an element holds figures, or so much of the page that it is taken apart."""
    if node.tag == "table" and holds_figures(node):
        return True
    much = _MOST_OF_THE_PROSE if reason in MAY_BE_LONG else _MUCH_OF_THE_PROSE
    long = node.letters > whole.letters * much or reason not in MAY_BE_LONG
    if long and node.prose > whole.prose * much:
        return reason != "page footer" or not is_copyright(node)
    title = whole.title
    while title is not None:
        if title is node:
            return True
        title = title.parent
    return False
