"""What a link's `#fragment` can point at in a page: its headings, block ids and HTML ids, as one line of keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from pipeline.core import markdown

_HEADING = re.compile(r"#{1,6}[ \t]+[^\n]*")
_AT_LINE_START = re.compile(r"\n#{1,6}[ \t]+[^\n]*")
_MARKERS = " \t>-*+0123456789.)"  # what may stand before a heading: it is in a quote or a list
_SETEXT = re.compile(r"^(?=[^\s#>|-])([^\n]+)\n(=+|-+)[ \t\r]*$", re.MULTILINE)
_BLOCK = re.compile(r"(?:^|[ \t>])\^([A-Za-z0-9-]+)[ \t\r]*$", re.MULTILINE)
_ID = re.compile(r"<[A-Za-z][^<>]{0,300}?\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]{1,300})", re.IGNORECASE)
_MARKED = re.compile(r"[\[`*<{&\\^]")
_OWN_ID = re.compile(r"\{#([^\s{}]+)\}\s*$")
_LEFT_OUT = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(.*)-([0-9]{1,4})")
# Anchors that a site makes by itself: the top of the page, footnotes, lines of a file.
_MADE = re.compile(r"top|(?:user-content-)?fn(?:ref)?[-:]?.*|footnotes?[-:]?.*|l[0-9]+(?:c[0-9]+)?(?:-l?[0-9]+.*)?")


@lru_cache(maxsize=100_000)
def key(heading: str) -> str:
    """Return what two spellings of a heading share: letters and digits. Obsidian and GitHub drop different signs."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return _LEFT_OUT.sub("", plain) or "".join(plain.split())


def anchors_of(body: str, shown: str) -> str:
    """Return the keys of a body in order, headings after the digit of their level, block ids after "^"; `shown` is masked."""
    # One character is found much faster than two; what pages mostly hold of these are headings and footnote marks.
    found = [*_headings(body, shown)] if "#" in shown or "--" in shown or "==" in shown else []
    if shown.count("^") > shown.count("[^"):
        found += [f"^{m[1].lower()}" for m in _BLOCK.finditer(shown)]
    if "<" in shown:
        found += [f"7{key(m[1])}" for m in _ID.finditer(shown)]
    return " ".join(found)


def _headings(body: str, shown: str) -> Iterator[str]:
    """Yield level and key of each heading, also the key of its words where it holds markup."""
    rows = [(m.start(), m[0][1:]) for m in _AT_LINE_START.finditer(f"\n{shown}")]
    if sum(line.count("#") for _, line in rows) != shown.count("#"):
        rows = [(m.start(), m[0]) for m in _HEADING.finditer(shown) if _begins(shown, m.start())]
    found = [
        (start, level, body[start + level : start + len(line)].strip().rstrip("#"))
        for start, line in rows
        if (level := len(line) - len(line.lstrip("#")))
    ]
    if "==" in shown or "--" in shown:
        found += [(m.start(), 1 if m[2][0] == "=" else 2, body[m.start(1) : m.end(1)]) for m in _SETEXT.finditer(shown)]
        found.sort()
    for _, level, text in found:
        for k in _keys(text):
            yield f"{level}{k}"


def _begins(shown: str, at: int) -> bool:
    """Tell whether a heading's sign stands first on its line, or in a quote or list."""
    return not shown[shown.rfind("\n", 0, at) + 1 : at].strip(_MARKERS)


@lru_cache(maxsize=100_000)
def _keys(text: str) -> tuple[str, ...]:
    if not _MARKED.search(text):
        return (key(text),)
    text = _BLOCK.sub("", text)
    own = _OWN_ID.search(text)
    names = (text, markdown.plain(text), *((own[1], text[: own.start()]) if own else ()))
    return tuple(dict.fromkeys(key(name) for name in names))


def holds(anchors: str, fragment: str) -> bool:
    """Tell whether a page with these anchors has what a fragment names, `Heading`, `Heading#Below`, `^block` or `some-heading`."""
    have = anchors.split()
    return _holds(have, fragment) or ("%" in fragment and _holds(have, unquote(fragment)))


def _holds(have: list[str], fragment: str) -> bool:
    parts = [part.strip() for part in fragment.split("#") if part.strip()]
    if not parts or (len(parts) == 1 and _MADE.fullmatch(parts[0].lower())):
        return True
    if parts[-1].startswith("^"):
        return parts[-1].lower() in have
    headings = [(int(x[0]), x[1:]) for x in have if x[0] != "^"]
    if _below(headings, [key(part) for part in parts]) or any(k == key(fragment) for _, k in headings):
        return True
    again = _NUMBERED.fullmatch(parts[0])
    return bool(len(parts) == 1 and again and sum(k == key(again[1]) for _, k in headings) > int(again[2]))


def _below(headings: list[tuple[int, str]], wanted: list[str]) -> bool:
    """Tell whether the headings wanted stand one under the other, whatever stands between."""
    for i, (level, name) in enumerate(headings):
        if name == wanted[0]:
            inside = headings[i + 1 :]
            end = next((j for j, (deep, _) in enumerate(inside) if deep <= level), len(inside))
            if len(wanted) == 1 or _below(inside[:end], wanted[1:]):
                return True
    return False
