"""Tell what of a page a browser does not show, and what of that a reader sees after a click."""

from __future__ import annotations

import re

from pipeline.readers.html.tree import Node

_NO_DISPLAY = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_INVISIBLE = re.compile(r"(?:^|[;\s])visibility\s*:\s*hidden", re.I)
_HIDING = re.compile(r"(?:^|\s)(?:(?:is-)?hidden|d-none|display-none)(?=\s|$)")
# Names that show at some width of the window what another one hides, as `md:block` does.
_SHOWING = re.compile(r"\S:(?!hidden)|(?:^|\s)(?:d|display)-\w+-(?!none)\w")
_OF_TEXT = frozenset({"p", "li", "dd", "pre", "td", "blockquote"})
_NEVER_TEXT = frozenset({"dialog", "p", "span", "aside"})
_LONG = 200  # letters of sentences, for hidden text that no paragraph holds


def is_hidden(node: Node) -> bool:
    """Tell whether an element says of itself that it is not shown."""
    attrs = node.attrs
    if not attrs:
        return False
    return (
        "hidden" in attrs
        or node.says("aria-hidden", "true")
        or (node.tag == "dialog" and "open" not in attrs)
        or ("style" in attrs and bool(_NO_DISPLAY.search(attrs["style"])))
        or ("class" in attrs and _is_hidden_by_name(attrs["class"]))
    )


def _is_hidden_by_name(name: str) -> bool:
    return bool(_HIDING.search(name)) and not _SHOWING.search(name)


def is_hidden_text(node: Node) -> bool:
    """Tell whether a hidden element is a tab or an accordion, which says something once opened.

    Its sentences stand in paragraphs, items or cells, or are many; a message that scripts show when
    something has happened is a line or two in a box.
    """
    if node.tag in _NEVER_TEXT or _INVISIBLE.search(node.attrs.get("style", "")):
        return False
    if node.says("aria-hidden", "true") or node.says("aria-modal", "true"):
        return False
    if not node.prose or node.linked * 2 >= node.letters or node.controls:
        return False
    return node.prose >= _LONG or any(x.tag in _OF_TEXT and x.prose for x in node.descendants())
