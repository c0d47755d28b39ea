"""A character that nobody can see in a diff: zero width, bidirectional control, private use.

A lint also names pages that are not UTF-8.

Bad:  a right-to-left override in a title
Good: plain text; right-to-left scripts need no controls
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.model import Scope, Severity
from pipeline.core.text import hidden_characters, is_garbled, prints
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "page"


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        text = page.render()
        if view.whole and is_garbled(text):
            message = "the page is not UTF-8, or a sign of it was lost (U+FFFD)"
            yield Spot(page.path, "U+FFFD", message, "Save it as UTF-8, and write the sign again.", *_first(text))
        if prints(text, lines=True):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for name in dict.fromkeys(hidden_characters(line)):
                yield Spot(page.path, name, f"the line holds the hidden character {name}", "Remove it.", number)


def _first(text: str) -> tuple[int, int]:
    before = text[: text.index("\ufffd")]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
