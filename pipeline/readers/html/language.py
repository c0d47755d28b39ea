"""Find the language that a page declares for its text, and whether the text bears it out.

The attribute is believed where the text is too short, or too mixed, to tell. Where the text is
surely in another language, the text is believed: templates of sites say `en` whatever is written in
them, while numbers and dates are read by the language that stands there.
"""

from __future__ import annotations

from collections import Counter

from pipeline.core.language.detection import detect_language, is_detectable
from pipeline.readers.html.tree import Node

_SAMPLE = 8_000  # characters, as the librarian looks at
# What detection calls Norwegian has two written forms.
_SAME = {"nb": "no", "nn": "no"}


def find_language(page: Node, said: dict[str, str], text: str) -> tuple[str, tuple[str, ...]]:
    """Return the language of a page's text, or "", and a note if it declares another one."""
    declared = _most_declared(page) or said.get("content-language", "").split(",")[0]
    code = declared.replace("_", "-").partition("-")[0].lower()
    if not code or not is_detectable(_SAME.get(code, code)):
        return declared, ()
    found = detect_language(text[:_SAMPLE])
    if not found or found == _SAME.get(code, code):
        return declared, ()
    return "", (f"the page says that its language is {declared[:20]!r}; its text is in {found!r}",)


def _most_declared(page: Node) -> str:
    """Return the `lang` that holds for most of the text that is kept, or an empty string."""
    letters: Counter[str] = Counter()
    waiting: list[tuple[Node, str]] = [(page, "")]
    while waiting:
        node, declared = waiting.pop()
        if attrs := node.attrs:
            declared = attrs.get("lang", attrs.get("xml:lang", declared)).strip()
        letters[declared] += node.letters
        for child in node.elements():
            letters[declared] -= child.letters
            waiting.append((child, declared))
    return max(letters, key=lambda code: letters[code], default="")
