"""Which lines of a Markdown text are code, and where its blocks begin.

This is the block structure of CommonMark (spec.commonmark.org, "Phase 1: block structure"), reduced
to these two questions. The text is read line by line, once. What is kept between two lines is the
stack of open containers (quotes, list items, footnotes), whether a paragraph is open, which a line
may continue lazily, and an open fence or verbatim HTML. Footnotes, `%%` comments and `$$` math are
no part of CommonMark; GitHub and Obsidian know them. A tab goes on to the next multiple of four
columns. No more than `_MOST_CONTAINERS` are read inside one another, because each line is
compared with all of them: so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])( +|$)")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,200}\]:")
_RULE = re.compile(r"(?:(?:-[ ]*+){3,}|(?:\*[ ]*+){3,}|(?:_[ ]*+){3,})$")
_SETEXT = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_VERBATIM = re.compile(r"<(?:pre|PRE|script|style|textarea)(?=[\s>]|$)")
_VERBATIM_END = re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)
_CLOSING = {"<!--": "-->", "%%": "%%", "$$": "$$"}
# in a stack of containers; a list item or footnote stands there as the width of its indentation
_QUOTE = 0
# Deeper containers are not read, because each line is compared with all that are open.
_MOST_CONTAINERS = 100


@dataclass
class _OpenBlocks:
    """What is open at the end of a line."""

    containers: list[int] = field(default_factory=list)
    paragraph: bool = False
    fence: str = ""
    depth: int = 0  # in how many containers the open fence or HTML stands
    verbatim: bool = False
    hidden_to: int = -1  # offset up to which a comment or display math reaches


def scan_blocks(text: str) -> tuple[list[bool], list[int]]:
    """Return for each line whether it is code, and the offsets of all lines that begin a block.

    A blank line counts as the beginning of a block.
    """
    code: list[bool] = []
    breaks: list[int] = []
    now = _OpenBlocks()
    missing: set[str] = set()
    at = 0
    for raw in text.split("\n"):
        line = raw.rstrip("\r")
        if "\t" in line:
            line = line.expandtabs(4)
        if now.hidden_to > at:
            code.append(False)
        else:
            is_code, begins, rest = _line(line, now)
            code.append(is_code)
            if begins:
                breaks.append(at)
            if not is_code and rest[:1] in "<%$":
                _hide(text, at, raw, rest, now, missing)
        at += len(raw) + 1
    return code, breaks


def _hide(text: str, at: int, raw: str, rest: str, now: _OpenBlocks, missing: set[str]) -> None:
    """Skip all lines up to the end of a comment or display math that begins on this line.

    `missing` collects the opening signs that nothing closes, so that each is looked for only once.
    """
    for opening, closing in _CLOSING.items():
        if rest.startswith(opening) and opening not in missing:
            end = text.find(closing, at + raw.find(opening) + len(opening))
            if end < 0:
                missing.add(opening)
            elif end > at + len(raw):
                now.hidden_to, now.paragraph = end, False


def _line(line: str, now: _OpenBlocks) -> tuple[bool, bool, str]:
    """Read one line: return (whether it is code, whether it begins a block, its content).

    The content is what stands in the innermost container.
    """
    rest, depth = _matched(line, now.containers)
    blank = not rest.strip()
    if now.fence or now.verbatim:
        if depth >= now.depth:
            _close_code(rest, now)
            return True, True, rest
        now.fence, now.verbatim = "", False
    if blank:
        now.containers = now.containers[:depth]
        now.paragraph = False
        return False, True, ""
    return _opened(rest, depth, now)


def _matched(line: str, containers: list[int]) -> tuple[str, int]:
    """Return the rest of a line inside the containers that continue on it, and how many do."""
    rest = line
    for depth, width in enumerate(containers):
        lead = len(rest) - len(rest.lstrip(" "))
        if width == _QUOTE:
            if lead > 3 or rest[lead : lead + 1] != ">":
                return rest, depth
            rest = _after_quote(rest, lead)
        elif lead == len(rest):  # a blank line continues every list item
            rest = ""
        elif lead >= width:
            rest = rest[width:]
        else:
            return rest, depth
    return rest, len(containers)


def _after_quote(rest: str, lead: int) -> str:
    rest = rest[lead + 1 :]
    return rest[1:] if rest[:1] == " " else rest


def _close_code(rest: str, now: _OpenBlocks) -> None:
    if now.verbatim:
        now.verbatim = not _VERBATIM_END.search(rest)
        return
    found = _FENCE.fullmatch(rest.strip(" ")) if len(rest) - len(rest.lstrip(" ")) <= 3 else None
    if (
        found
        and found[1][0] == now.fence[0]
        and len(found[1]) >= len(now.fence)
        and not found[2].strip()
    ):
        now.fence = ""


def _opened(rest: str, depth: int, now: _OpenBlocks) -> tuple[bool, bool, str]:
    """Open the blocks that begin on a line, inside the first `depth` open containers."""
    containers = now.containers[:depth]
    goes_on = now.paragraph  # which a line may continue lazily, outside its containers
    begins = False
    while True:
        lead = len(rest) - len(rest.lstrip(" "))
        inner = rest[lead:]
        if lead > 3:
            if goes_on and not begins:
                return False, False, inner
            now.containers, now.paragraph = containers, False
            return True, True, inner
        width, skipped = _container(inner, goes_on and not begins and depth == len(now.containers))
        if width < 0 or len(containers) >= _MOST_CONTAINERS:
            break
        begins = True
        containers.append(width and width + lead)
        rest = _after_quote(rest, lead) if width == _QUOTE else inner[skipped:]
        if not rest.strip():
            now.containers, now.paragraph = containers, False
            return False, True, ""
    return _leaf(inner, containers, begins, goes_on, now)


def _container(inner: str, interrupts: bool) -> tuple[int, int]:
    """Return the indentation of the container that begins here, and the width of its marker.

    The container is a list item, a footnote, or a quote, whose indentation is `_QUOTE`; -1 where
    none begins. `interrupts` says whether it would have to interrupt a paragraph.
    """
    if inner[0] == ">":
        return _QUOTE, 0
    note = _NOTE.match(inner) if inner[0] == "[" else None
    if note:
        return 4, len(inner) - len(inner[note.end() :].lstrip(" "))
    found = _ITEM.match(inner) if inner[0] in "-+*0123456789" else None
    if not found or _RULE.match(inner):
        return -1, 0
    empty = found.end() == len(inner)
    if interrupts and (empty or (found[1][0].isdigit() and found[1][:-1] != "1")):
        return -1, 0
    spaces = len(found[2])
    width = len(found[1]) + (spaces if 1 <= spaces <= 4 and not empty else 1)
    return width, width


def _leaf(
    inner: str, containers: list[int], begins: bool, goes_on: bool, now: _OpenBlocks
) -> tuple[bool, bool, str]:
    first = inner[0]
    fence = _FENCE.match(inner) if first in "`~" else None
    if fence and not (first == "`" and "`" in fence[2]):
        now.containers, now.paragraph, now.fence, now.depth = (
            containers,
            False,
            fence[1],
            len(containers),
        )
        return True, True, inner
    if first == "<" and _VERBATIM.match(inner):
        now.containers, now.paragraph, now.depth = containers, False, len(containers)
        now.verbatim = not _VERBATIM_END.search(inner)
        return True, True, inner
    if (first == "#" and _HEADING.match(inner)) or (first in "-*_" and _RULE.match(inner)):
        now.containers, now.paragraph = containers, False
        return False, True, inner
    if goes_on and not begins:
        if first in "=-" and len(containers) == len(now.containers) and _SETEXT.match(inner):
            now.paragraph = False
            return False, False, inner
        return False, first == "|", inner
    now.containers, now.paragraph = containers, True
    return False, True, inner
