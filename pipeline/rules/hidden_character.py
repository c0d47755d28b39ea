"""A character that nobody can see in a diff: zero width, bidirectional control, private use.

Bad:  a right-to-left override in a title
Good: plain text; right-to-left scripts need no controls
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.model import Scope, Severity
from pipeline.core.text import hidden_characters, prints
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "page"


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        text = page.render()
        if prints(text.replace("\n", "")):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for name in dict.fromkeys(hidden_characters(line)):
                yield Spot(page.path, name, f"the line holds the hidden character {name}", "Remove it.", number)
