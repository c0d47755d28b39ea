"""What a link's `#fragment` can name on a page: headings, block ids, HTML ids, as one text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from pipeline.core.markup import markdown

_HEADING = re.compile(r"#{1,6}[ \t]+[^\n]*")
# a heading, or the line under one
_LINE = re.compile(r"\n(?:(#{1,6})[ \t]+[^\n]*|(=+|-+)[ \t\r]*(?=\n|\Z))")
_MARKERS = " \t>-*+0123456789.)"  # what stands before a heading in a quote or a list
_BLOCK = re.compile(r"(?:^|[ \t>])\^([A-Za-z0-9-]+)[ \t\r]*$", re.MULTILINE)
_ID = re.compile(
    r"<[A-Za-z][^<>]{0,300}?\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]{1,300})", re.IGNORECASE
)
_MARKED = re.compile(r"[\[`*<{&\\^]")
# as Pandoc and Docusaurus write it, and, with a colon, Python-Markdown and kramdown
_OWN_ID = re.compile(r"\{:?[ \t]*#([^\s{}]+)[^{}]*\}\s*$")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_LEFT_OUT = re.compile(r"[\W_]+")
_MOST_ALIKE = 1_000  # headings of one name whose parents are looked at
_NUMBERED = re.compile(r"(.*)-([0-9]{1,4})")
# Anchors that a site makes by itself: the top of the page, footnotes, lines of a file.
_MADE = re.compile(
    r"top|(?:user-content-)?fn(?:ref)?[-:]?.*|footnotes?[-:]?.*|l[0-9]+(?:c[0-9]+)?(?:-l?[0-9]+.*)?"
)


@lru_cache(maxsize=100_000)
def heading_key(heading: str) -> str:
    """Return the key that all spellings of a heading share: its letters and digits, in lower case.

    Obsidian and GitHub leave out different signs when they name a heading.
    """
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return _LEFT_OUT.sub("", plain) or "".join(plain.split())


def github_anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading whose name no other heading of the page has."""
    return _NOT_IN_ANCHOR.sub("", heading.lower()).replace(" ", "-")


def anchors_of(body: str, shown: str) -> str:
    """Return the keys of a page's anchors, in order, joined by spaces.

    A heading's key follows the digit of its level, a block id follows "^", an HTML id follows "7".
    `shown` is the masked body.
    """
    found = _headings(body, shown)
    if shown.count("^") > shown.count("[^"):
        found += [f"^{m[1].lower()}" for m in _BLOCK.finditer(shown)]
    if "<" in shown:
        found += [f"7{heading_key(m[1])}" for m in _ID.finditer(shown)]
    return " ".join(found)


def _headings(body: str, shown: str) -> list[str]:
    """Return level and key of each heading; one with markup also gets the key of its words."""
    rows: list[tuple[int, int, int]] = []  # level, start and end of the words
    signs = 0
    for m in _LINE.finditer(f"\n{shown}"):
        if m[1]:
            # Code in it is blanked, so the words begin right behind the signs.
            rows.append((len(m[1]), m.end(1) - 1, m.end() - 1))
            signs += m[0].count("#")
        else:
            end = max(m.start() - 1, 0)
            start = shown.rfind("\n", 0, end) + 1
            if shown[start:end].strip() and shown[start] not in "#>|-=":
                rows.append((1 if m[2][0] == "=" else 2, start, end))
    if signs != shown.count("#"):
        rows += [_inside(m) for m in _HEADING.finditer(shown) if _begins(shown, m.start())]
        rows.sort(key=lambda row: row[1])
    return [
        f"{level}{name}"
        for level, start, end in rows
        for name in _keys(body[start:end].strip().rstrip("#"))
    ]


def _inside(m: re.Match[str]) -> tuple[int, int, int]:
    level = len(m[0]) - len(m[0].lstrip("#"))
    return level, m.start() + level, m.end()


def _begins(shown: str, at: int) -> bool:
    """Tell whether a heading's sign stands first in a quote or list."""
    before = shown[shown.rfind("\n", 0, at) + 1 : at]
    return bool(before) and not before.strip(_MARKERS)


@lru_cache(maxsize=100_000)
def _keys(text: str) -> tuple[str, ...]:
    if not _MARKED.search(text):
        return (heading_key(text),)
    text = _BLOCK.sub("", text)
    own = _OWN_ID.search(text)
    names = (text, markdown.to_plain_text(text), *((own[1], text[: own.start()]) if own else ()))
    return tuple(dict.fromkeys(heading_key(name) for name in names))


def has_anchor(anchors: str, fragment: str) -> bool:
    """Tell whether a page with these anchors has what a fragment names.

    The fragment may be `Heading`, `Heading#Heading below it`, `^block` or `some-heading`.
    """
    there = _table(anchors)
    return there.has(fragment) or ("%" in fragment and there.has(unquote(fragment)))


class _Table:
    """The anchors of one page by name: it may hold ten thousand, and another may link to all."""

    def __init__(self, anchors: str) -> None:
        have = anchors.split()
        self._blocks = {x for x in have if x[0] == "^"}
        self._levels = [int(x[0]) for x in have if x[0] != "^"]
        self._names = [x[1:] for x in have if x[0] != "^"]
        self._places: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            self._places.setdefault(name, []).append(number)
        self._above = _parents(self._levels)
        self._numbered = _numbered(self._names)

    def has(self, fragment: str) -> bool:
        parts = [part.strip() for part in fragment.split("#") if part.strip()]
        if not parts or (len(parts) == 1 and _MADE.fullmatch(parts[0].lower())):
            return True
        if parts[-1].startswith("^"):
            return parts[-1].lower() in self._blocks
        if heading_key(fragment) in self._places or self._nested(
            [heading_key(part) for part in parts]
        ):
            return True
        again = _NUMBERED.fullmatch(parts[0]) if len(parts) == 1 else None
        return again is not None and self._is_repeated(heading_key(again[1]), int(again[2]))

    def _is_repeated(self, name: str, number: int) -> bool:
        """Tell whether a site gives that number to a heading whose name is taken.

        Some count the headings of one name; others go on until the name with its number is free.
        """
        return (name, number) in self._numbered or len(self._places.get(name, ())) > number

    def _nested(self, wanted: list[str]) -> bool:
        """Tell whether the headings wanted stand one under the other, whatever stands between."""
        found = self._places.get(wanted[-1], ())
        return any(self._is_under(number, wanted[:-1]) for number in found[:_MOST_ALIKE])

    def _is_under(self, number: int, wanted: list[str]) -> bool:
        while wanted and (number := self._above[number]) >= 0:
            if self._names[number] == wanted[-1]:
                wanted = wanted[:-1]
        return not wanted


_table = lru_cache(maxsize=64)(_Table)


def _numbered(names: list[str]) -> set[tuple[str, int]]:
    """Return the numbers that headings get whose names are taken, as github-slugger gives them.

    Of "Errors", "Errors", "Errors-1" the second is `errors-1`, and the third is `errors-1-1`. The
    number that a name has reached is kept, so that many headings of one name take no longer.
    """
    taken: set[str] = set()
    reached: dict[str, int] = {}
    found: set[tuple[str, int]] = set()
    for name in names:
        anchor = name
        while anchor in taken:
            reached[name] = reached.get(name, 0) + 1
            anchor = f"{name}{reached[name]}"
        taken.add(anchor)
        if anchor != name:
            found.add((name, reached[name]))
    return found


def _parents(levels: list[int]) -> list[int]:
    """Return for each heading the number of the one it stands under; -1: none."""
    found: list[int] = []
    opened: list[int] = []
    for number, level in enumerate(levels):
        while opened and levels[opened[-1]] >= level:
            opened.pop()
        found.append(opened[-1] if opened else -1)
        opened.append(number)
    return found
