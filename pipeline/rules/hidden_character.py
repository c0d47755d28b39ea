"""A page holds a character that nobody can see in a diff.

Such are characters without width, controls of direction, and private ones. A lint also reports
pages that are not UTF-8. With `profile: structure` it reports a page once, and private characters
outside of comments are left alone: they are the icons of a font, seen as those or as boxes.

Bad:  a right-to-left override in a title
Good: plain text; right-to-left scripts need no controls
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from unicodedata import category

from pipeline.core.findings.view import Spot, View, place_of
from pipeline.core.hidden_characters import hidden_characters, is_all_visible, is_garbled
from pipeline.core.text import counted
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_COMMENT = re.compile(r"(<!--.*?(?:-->|\Z))", re.DOTALL)
_ENTITY = re.compile(r"&#?\w{1,31};")


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        text = page.render()
        if view.whole and is_garbled(text):
            message = "the page is not UTF-8, or a sign of it was lost (U+FFFD)"
            yield Spot(
                page.path,
                "U+FFFD",
                message,
                "Save it as UTF-8, and write the sign again.",
                *_first_replacement(text),
            )
        if "\r" in text and (lone := _LONE_RETURN.search(text, len(page.front))):
            at = text.count("\n", 0, lone.start()) + 1
            message = "a line ends in U+000D alone, which not every reader sees"
            yield Spot(page.path, "U+000D", message, "Remove it.", at)
        for entity in _entities(page) if view.written else ():
            yield Spot(
                page.path,
                entity,
                f"{entity} stands for a hidden character",
                "Remove it.",
                *place_of(page, entity),
            )
        text = text.removeprefix(
            "\ufeff"
        )  # some editors begin a file with it: form, and no content
        if is_all_visible(text, lines=True):
            continue
        if view.schema.rules.profile == "structure" and not view.written:
            text = _without_icons(text)
        if view.whole and view.schema.rules.profile == "structure":
            yield from _once_for_page(page, text)
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for name in dict.fromkeys(hidden_characters(line)):
                yield Spot(
                    page.path,
                    name,
                    f"the line holds the hidden character {name}",
                    "Remove it.",
                    number,
                )


def _once_for_page(page: Page, text: str) -> Iterator[Spot]:
    """Yield one finding for a page of people, in which a pasted text may hold hundreds."""
    held = [
        (number, found)
        for number, line in enumerate(text.split("\n"), 1)
        if (found := hidden_characters(line))
    ]
    if not held:
        return
    names = dict.fromkeys(name for _, found in held for name in found)
    which = f"hidden character{'s' if len(names) > 1 else ''} {', '.join(names)}"
    more = f", here and on {counted(len(held) - 1, 'other line')}" if len(held) > 1 else ""
    message = f"the page holds the {which}{more}"
    yield Spot(page.path, " ".join(names), message, "Remove what nobody can see.", held[0][0])


def _without_icons(text: str) -> str:
    """Return a text without private characters, which fonts of icons show; not in comments."""
    parts = _COMMENT.split(text)
    parts[::2] = ("".join(" " if category(x) == "Co" else x for x in part) for part in parts[::2])
    return "".join(parts)


def _entities(page: Page) -> list[str]:
    """Return the entities that stand for what a reader cannot see, though the diff shows them."""
    found = dict.fromkeys(_ENTITY.findall(page.whole)) if "&" in page.whole else {}
    return [entity for entity in found if hidden_characters(html.unescape(entity))]


def _first_replacement(text: str) -> tuple[int, int]:
    before = text[: text.index("\ufffd")]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
