"""Leave out the headings of what was left out, which would stand in the text with nothing below."""

from __future__ import annotations

from pipeline.readers.html.notes import NOTE_SIGN, PERMALINK
from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.weights import CONTROLS, HIDDEN, UNSEEN

_NOTHING = frozenset({UNSEEN, HIDDEN, NOTE_SIGN, PERMALINK})


def leave_out_hollow_headings(page: Node) -> None:
    """Leave out each heading below which all was left out, for the reason of the first part of it.

    A heading with nothing below it in the file stays.
    """
    open_headings: list[Node] = []
    reason = ""
    waiting: list[Node | Text] = [page]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            if part.value.strip():
                open_headings, reason = [], ""
        elif part.left_out:
            if open_headings and part.left_out not in _NOTHING and _shows_something(part):
                reason = reason or part.left_out
        elif part.tag in HEADINGS and part.letters:
            _close(open_headings, int(part.tag[1]), reason)
            open_headings.append(part)
            reason = ""
        else:
            waiting += reversed(part.children)
    _close(open_headings, 1, reason)


def _shows_something(part: Node) -> bool:
    return part.left_out == CONTROLS or any(x.value.strip() for x in part.texts(all_of_it=True))


def _close(open_headings: list[Node], level: int, reason: str) -> None:
    """Take the headings of this level and below it off the list, and leave those out."""
    while open_headings and int(open_headings[-1].tag[1]) >= level:
        heading = open_headings.pop()
        if reason and heading.tag != "h1":
            heading.leave_out(reason)
