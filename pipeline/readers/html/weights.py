"""Count what each element of a page holds, after leaving out what a browser does not show."""

from __future__ import annotations

import re

from pipeline.readers.html.hiding import is_hidden, is_hidden_text
from pipeline.readers.html.tree import BLOCKS, Node, Text

# The reasons for which text is left out that nobody reads on the page; they are not told.
UNSEEN = "no text of the page"
CONTROLS = "controls"
HIDDEN = "hidden"

SILENT = frozenset({
    "head", "script", "style", "template", "noscript", "title", "base", "link", "meta", "rp",
    "noembed", "iframe", "object", "embed", "applet", "audio", "video", "canvas", "map", "area",
    "source", "track", "param", "datalist", "annotation", "annotation-xml",
})  # fmt: skip
_CONTROL_TAGS = frozenset({"button", "select", "textarea", "input", "progress", "meter", "output"})
_BLOCK_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*(?:block|flex|grid|table)\b", re.I)
_SENTENCE_END = re.compile(
    r"[^\W\d_]{2}[)\]\"'”’»]*[.!?…]+[)\]\"'”’»]*(?:\s|$)|[\d%][.!?]\s*$|[。！？．]"
)
_SHORTEST_SENTENCE = 25  # letters
_FEWEST_WORDS = 5


def weigh(page: Node) -> None:
    """Mark what is not visible as left out, and set the figures of every element."""
    _weigh(page, "")


def _weigh(node: Node, link: str) -> list[str]:
    """Set the figures of an element, and return its text outside links if it begins no line."""
    own: list[str] = []
    node.controls = node.tag == "form" or node.says("role", "button")
    node.blocky = node.tag in BLOCKS or bool(_BLOCK_DISPLAY.search(node.attrs.get("style", "")))
    for child in node.children:
        if isinstance(child, Text):
            _count_text(node, child, link, own)
        elif reason := _unseen(child):
            child.left_out = reason
            node.controls = node.controls or reason == CONTROLS
        else:
            inside = _weigh(child, child.attrs.get("href", "") or link)
            if is_hidden(child) and not is_hidden_text(child):
                child.left_out = HIDDEN
                continue
            if not child.blocky:
                own += inside
            _add_figures(node, child)
    if node.blocky or node.parent is None:
        node.prose += _letters_of_sentences("".join(own))
        return []
    return own


def _count_text(node: Node, text: Text, link: str, own: list[str]) -> None:
    count = count_letters(text.value)
    node.letters += count
    if link:
        node.linked += count
        node.inpage += count if link[0] == "#" else 0
    else:
        own.append(text.value)


def _add_figures(node: Node, child: Node) -> None:
    node.letters += child.letters
    node.linked += child.linked
    node.inpage += child.inpage
    node.prose += child.prose
    node.blocky = node.blocky or child.blocky
    node.controls = node.controls or child.controls


def count_letters(text: str) -> int:
    """Return how many characters of a text are no blanks."""
    return sum(map(len, text.split()))


def _letters_of_sentences(text: str) -> int:
    """Return the letters of a run of text, or 0 if no sentence is in it."""
    if not _SENTENCE_END.search(text):
        return 0
    words = text.split()
    letters = sum(map(len, words))
    many = len(words) >= _FEWEST_WORDS or not text.isascii()
    return letters if letters >= _SHORTEST_SENTENCE and many else 0


def _unseen(node: Node) -> str:
    if node.tag in SILENT:
        return "" if "shadowrootmode" in node.attrs else UNSEEN
    if node.tag in _CONTROL_TAGS:
        return CONTROLS
    return "drawings" if node.tag == "svg" else ""
