"""Make the characters of a page ready for parsers that read all markup as they should.

What is changed here are signs and tags that a parser would lose text by, or take hours over. Line
ends stay, so that every line keeps its number.
"""

from __future__ import annotations

import re
from collections import Counter

# Some pages carry a picture in an attribute, or whole scripts in a comment.
_LONGEST_TAG = 100_000  # characters
_TAG_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<": ">"}
_DEEPEST = 150  # elements inside each other; a converter uses several calls for each
# libxml2 takes what follows a `<wbr>` for its content, and of frames shows only that there are any.
_USELESS_TAG = re.compile(r"</?(?:wbr|frameset|frame|noframes)\b[^<>]{0,1000}>", re.IGNORECASE)
# A page may leave out `<body>`; libxml2 does not know what HTML 5 added, and leaves it in the head.
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_NEW_BLOCK = re.compile(
    r"<(?:main|article|section|header|nav|aside|footer|figure|hgroup|search|dialog|details)\b",
    re.IGNORECASE,
)
# A carriage return ends a line for libxml2, and none for git.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]|\r(?!\n)")
_OTHER_THAN_LINE_END = re.compile(r"[^\n]")
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]{0,40}))")
# Elements that hold no others, or that the next of their kind ends.
_NEVER_DEEP = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "option", "p",
    "param", "source", "track",
})  # fmt: skip
_RAW_TEXT = frozenset({"iframe", "script", "style", "textarea", "title", "xmp"})


def clean_markup(decoded: str) -> str:
    """Return a page without control characters, and without tags that parsers stumble over."""
    page = _CONTROL.sub(" ", blank_open_ends(decoded))
    page = _USELESS_TAG.sub(lambda found: blank(found[0]), page)
    if not _BODY.search(page) and (begin := _NEW_BLOCK.search(page)):
        page = f"{page[: begin.start()]}<body>{page[begin.start() :]}"
    return page


def blank(markup: str) -> str:
    """Return nothing but the line ends of a piece of markup."""
    return _OTHER_THAN_LINE_END.sub("", markup)


def blank_open_ends(page: str) -> str:
    """Return a page with a blank in the place of each "<" that nothing near closes.

    At every one of them a parser would read on to the end of the page.
    """
    kept: list[str] = []
    done = at = 0
    nearest = dict.fromkeys(_TAG_ENDS.values(), -1)  # where each of them stands next
    while (at := page.find("<", at)) >= 0:
        begins = _sign_at(page, at)
        ends = _TAG_ENDS[begins]
        if nearest[ends] < at + len(begins):
            found = page.find(ends, at + len(begins))
            nearest[ends] = found if found >= 0 else len(page) + _LONGEST_TAG
        if nearest[ends] - at > _LONGEST_TAG:
            kept += (page[done:at], " ")
            done = at = at + 1
        else:
            at = nearest[ends] + len(ends)
    return "".join(kept) + page[done:]


def _sign_at(page: str, at: int) -> str:
    if page[at + 1 : at + 2] != "!":
        return "<"
    return next(sign for sign in _TAG_ENDS if page.startswith(sign, at))


def flatten(page: str) -> str:
    """Return a page without the tags of elements that lie very deep inside others.

    Their text stays, and belongs to the element around them. It is for pages that a parser would
    cut off, and takes one look at each tag.
    """
    kept: list[str] = []
    done = at = 0
    opened: list[tuple[str, bool]] = []  # names of open elements, and whether their tags stay
    count: Counter[str] = Counter()
    while found := _TAG.search(page, at):
        closing, name = found[1], (found[2] or "").lower()
        at = _end_of_tag(page, found)
        if not name or name in _NEVER_DEEP or page.startswith("/", at - 2):
            continue
        if name in _RAW_TEXT:
            at = at if closing else _end_of_raw_text(page, name, at)
            continue
        if closing:
            stays = _close(name, opened, count)
        else:
            stays = len(opened) < _DEEPEST
            opened.append((name, stays))
            count[name] += 1
        if not stays:
            kept += (page[done : found.start()], blank(page[found.start() : at]), " ")
            done = at
    return "".join(kept) + page[done:]


def _end_of_tag(page: str, found: re.Match[str]) -> int:
    ends = "-->" if found[2] is None else ">"
    end = page.find(ends, found.end())
    return end + len(ends) if end >= 0 else len(page)


def _end_of_raw_text(page: str, name: str, at: int) -> int:
    end = re.compile(f"</{name}", re.IGNORECASE).search(page, at)
    return end.start() if end else len(page)


def _close(name: str, opened: list[tuple[str, bool]], count: Counter[str]) -> bool:
    """Close the innermost element of that name, and tell whether its end tag stays."""
    if not count[name]:
        return True
    while opened:
        inner, stays = opened.pop()
        count[inner] -= 1
        if inner == name:
            return stays
    return True
