"""Comments by which people silence a rule of the lint for a line or a page, each with its reason.

    <!-- lint-ignore dead-link: the page comes with the next source -->

The comment ends a line, or stands alone on the line before. For the whole page there is `<!--
lint-ignore-page RULE: reason -->`, which stands before everything else on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.markup import frontmatter, text_mask

IGNORE_WORD = "lint-ignore"
CONTRADICTION_RULE, SUPERSEDED_RULE = "contradiction", "superseded-claim"
# they stand for a rule's name in findings and in comments that ignore
JUDGEMENT_RULES = (CONTRADICTION_RULE, SUPERSEDED_RULE)
IGNORE_COMMENT = re.compile(r"<!--[ \t]*(lint-ignore(?:-page)?)(?![\w-])([^\n]*?)-->")
_SAID = re.compile(r"[ \t]+([a-z][a-z0-9-]*)[ \t]*:[ \t]*(\S(?:(?!--)[^<>\n])*)")


@dataclass(frozen=True)
class Ignore:
    """One such comment; `about` is the line that it silences (0: the page).

    `problem` says what is wrong with the comment; empty where it is right.
    """

    line: int
    column: int
    about: int
    rule: str
    problem: str = ""


def is_ignore(comment: str) -> bool:
    """Tell whether an HTML comment is one of these, complete and with a reason."""
    found = IGNORE_COMMENT.fullmatch(comment.strip())
    return found is not None and _said(found) is not None


def _said(comment: re.Match[str]) -> re.Match[str] | None:
    return _SAID.fullmatch(comment[2].rstrip(" \t"))


def _comments(line: str) -> Iterator[re.Match[str]]:
    """Yield the comments of a line.

    Only the part up to the last "-->" is searched, so that a comment that never ends costs no time.
    """
    return (
        IGNORE_COMMENT.finditer(line, 0, line.rfind("-->") + len("-->"))
        if "-->" in line
        else iter(())
    )


def _without(line: str, instead: str = "") -> str:
    """Return a line without its comments, or with each of their characters as `instead`."""
    out, at = [], 0
    for m in _comments(line):
        out += [line[at : m.start()], instead * len(m[0])]
        at = m.end()
    return "".join(out) + line[at:]


def drop_ignore_comments(text: str) -> str:
    """Return a text without these comments."""
    return "\n".join(_without(line) for line in text.split("\n")) if IGNORE_WORD in text else text


def find_ignores(text: str) -> Iterator[Ignore]:
    """Yield the comments in a page's text that take effect: not those in code or other comments."""
    if IGNORE_WORD not in text:
        return
    front, body = frontmatter.split(text)
    first = front.count("\n") + 1
    lines = body.split("\n")
    opening = True
    # Each comment is replaced by letters: where these are masked, the comment stands in code.
    shown = text_mask.mask("\n".join(_without(line, "x") for line in lines)).split("\n")
    for number, line in enumerate(lines):
        rest = _without(line).strip()
        for m in _comments(line):
            if shown[number][m.start() : m.start() + 1] == "x":
                yield _ignore(m, number, first, opening, not rest and m.end() == len(line.rstrip()))
        opening = opening and (not rest or line.startswith("# "))  # a title stands above all


def _ignore(m: re.Match[str], number: int, first: int, opening: bool, alone: bool) -> Ignore:
    said = _said(m)
    whole = m[1].endswith("-page")
    line = number + first
    problem = ""
    if said is None:
        problem = "it needs a rule, a colon and a reason"
    elif whole and not opening:
        problem = "it must stand in front of everything else on the page"
    about = 0 if whole else line + 1 if alone else line
    return Ignore(line, m.start() + 1, about, said[1] if said else "", problem)
