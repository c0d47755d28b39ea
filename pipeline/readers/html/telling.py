"""Say in a line or two what of a page is not in its text, and why."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.text import counted
from pipeline.readers.html.inline import ICONS, Line
from pipeline.readers.html.notes import NOTE_SIGN, PERMALINK
from pipeline.readers.html.recall import BREAKS, Missing
from pipeline.readers.html.tree import Node
from pipeline.readers.html.weights import CONTROLS, UNSEEN

_NOT_TOLD = frozenset({UNSEEN, CONTROLS, NOTE_SIGN, PERMALINK, "line numbers"})
_MOST_TOLD = 6
_FIRST_WORDS, _FIRST_LETTERS = 6, 60


def left_out_parts(page: Node) -> list[Node]:
    """Return the outermost elements that are left out, but for what nobody reads on the page."""
    found: list[Node] = []
    waiting = [page]
    while waiting:
        node = waiting.pop()
        if node.left_out:
            if node.left_out != UNSEEN:
                found.append(node)
        else:
            waiting += [x for x in reversed(node.children) if isinstance(x, Node)]
    return found


def left_out_lines(parts: Sequence[Node]) -> list[Line]:
    """Return the texts of what is left out, each on its line."""
    out: list[Line] = []
    for part in parts:
        words: list[str] = []
        for text in _shown_texts(part):
            words.append(text)
        out.append(("".join(words), part.line))
    return out


def _shown_texts(part: Node) -> list[str]:
    out: list[str] = []
    waiting: list[object] = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Node):
            if node.left_out == UNSEEN:
                continue
            gap = " " if node.blocky or node.tag in BREAKS else ""
            waiting += [gap, *reversed(node.children), gap]
        else:
            out.append(node.value)  # type: ignore[attr-defined]
    return out


def tell_left_out(parts: Sequence[Node]) -> tuple[str, ...]:
    """Return a note that names the largest parts that were left out, and counts the others."""
    told = [
        (len(words), part.left_out, words)
        for part in parts
        if part.left_out not in _NOT_TOLD and (words := "".join(_shown_texts(part)).split())
    ]
    told.sort(key=lambda entry: -entry[0])
    if not told:
        return ()
    named = [
        f"{reason} “{_opening(words)}” ({counted(count, 'word')})"
        for count, reason, words in told[:_MOST_TOLD]
    ]
    if rest := told[_MOST_TOLD:]:
        count = sum(words for words, _, _ in rest)
        named.append(f"{counted(len(rest), 'smaller part')} ({counted(count, 'word')})")
    return (f"left out, as no part of the text: {'; '.join(named)}",)


def tell_icons(page: Node) -> tuple[str, ...]:
    """Return a note where glyphs of an icon font, which have no text, are left out."""
    found = [icons for text in page.texts() for icons in _icons(text.value)]
    if not found:
        return ()
    return (f"{counted(len(found), 'glyph')} of an icon font left out, which name no character",)


def _icons(text: str) -> list[str]:
    return [] if text.isascii() else [found[0] for found in ICONS.finditer(text)]


def tell_missing(missing: Sequence[Missing]) -> tuple[str, ...]:
    """Return a note about text that is lost, with the headings that it stood under."""
    if not missing:
        return ()
    largest = sorted(missing, key=lambda each: -each.letters)
    named = [
        f"“{_opening(each.words.split())}”{f' under “{each.heading[:60]}”' if each.heading else ''}"
        for each in largest[:_MOST_TOLD]
    ]
    if rest := len(missing) - len(named):
        named.append(f"and {counted(rest, 'more place')}")
    letters = sum(each.letters for each in missing)
    return (
        f"the page shows text that is not in what was read ({counted(letters, 'letter')}):"
        f" {', '.join(named)}",
    )


def _opening(words: Sequence[str]) -> str:
    opening = " ".join(words[:_FIRST_WORDS])[:_FIRST_LETTERS]
    return opening if len(words) <= _FIRST_WORDS else f"{opening} …"
