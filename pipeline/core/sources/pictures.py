"""The pictures that a document shows by a relative path, and the document with other paths in it.

Only what a document shows is looked at, not what it links to. Every pattern reads a line at most,
so the time is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from pipeline.core.markup import text_mask
from pipeline.core.markup.links import is_external
from pipeline.core.sources.file_names import split_suffix
from pipeline.core.sources.picture_markup import find_in_latex, find_in_rst, find_in_svg

# The suffixes of pictures, and how such a file begins.
PICTURES: Mapping[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".svg": (b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg", b"\xef\xbb\xbf<"),
}
_SHAPE = r"(?:[^\s()\\<>]|\\[^\n]|\([^\s()\n]*\))"
_INLINE = re.compile(
    rf"!\[(?:(?!!\[)[^\]\n]){{0,1000}}\]\([ \t]*(<[^<>\n]{{1,1000}}>|{_SHAPE}{{1,1000}})"
)
_REFERENCE = re.compile(r"!\[([^\[\]\n]{0,500})\](?:\[([^\[\]\n]{0,500})\])?(?!\()")
_EMBED = re.compile(r"!\[\[([^\[\]|#\n]{1,500})")
_DEFINITION = re.compile(
    r"^ {0,3}\[([^\[\]\n]{1,500})\]:[ \t]*(<[^<>\n]{1,1000}>|\S{1,1000})", re.M
)
_TAG = re.compile(
    r"<img\b[^<>]{0,2000}?\ssrc[ \t]*=[ \t]*(?:\"([^\"<>\n]{1,2000})\"|'([^'<>\n]{1,2000})')", re.I
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_Kind = Literal["destination", "embed", "attribute", "argument"]
_FINDERS = {"rst": find_in_rst, "latex": find_in_latex, "svg": find_in_svg}


@dataclass(frozen=True)
class PictureLink:
    """One place where a document names a picture: `text[start:end]` is the path as written.

    `target` is the path as it is meant; that of an `embed` may be a name alone, which Obsidian
    finds in any folder, and an `argument` of LaTeX or reStructuredText may lack its suffix.
    """

    target: str
    kind: _Kind
    start: int
    end: int


def is_picture(path: str) -> bool:
    """Tell whether a file is a picture by its name."""
    return split_suffix(path)[1] in PICTURES


def looks_like_picture(path: str, data: bytes) -> bool:
    """Tell whether a file begins as pictures of its suffix do."""
    begins = data[:200].lstrip() if path.lower().endswith(".svg") else data
    return begins.startswith(PICTURES.get(split_suffix(path)[1], ()))


def find_picture_links(text: str, form: str) -> list[PictureLink]:
    """Return where a document names pictures by relative paths, in order; `form` is its reader."""
    if form == "html":
        found = list(_in_tags(text, text))
    elif form == "markdown":
        shown = text_mask.mask(text)
        found = [
            *_matches(_INLINE, shown, text, "destination"),
            *_matches(_DEFINITION, shown, text, "destination", 2),
            *_matches(_EMBED, shown, text, "embed"),
            *_in_tags(shown, text),
        ]
    elif form == "notebook":  # the cells of which are Markdown, as texts of JSON
        found = list(_matches(_INLINE, text, text, "destination"))
    elif form in _FINDERS:
        kind: _Kind = "attribute" if form == "svg" else "argument"
        found = [
            PictureLink(target, kind, start, end) for target, start, end in _FINDERS[form](text)
        ]
    else:
        return []
    return sorted((x for x in found if _is_ours(x)), key=lambda x: x.start)


def find_shown_pictures(text: str) -> list[PictureLink]:
    """Return where a Markdown text shows pictures, whatever their addresses are, in order.

    A picture that names a definition has the place of its name.
    """
    shown = text_mask.mask(text)
    named = {
        " ".join(shown[slice(*found.span(1))].lower().split()): found.span(2)
        for found in reversed([*_DEFINITION.finditer(shown)])  # the first of a name holds
    }
    found = [
        *_matches(_INLINE, shown, text, "destination"),
        *_matches(_EMBED, shown, text, "embed"),
        *_in_tags(shown, text),
        *(
            _link(text, *named[label], "destination", at)
            for one in (_REFERENCE.finditer(shown) if named else ())
            if (label := " ".join((one[2] or one[1]).lower().split())) in named
            for at in [one.start()]
        ),
    ]
    return sorted(found, key=lambda link: link.start)


def _matches(
    pattern: re.Pattern[str], shown: str, text: str, kind: _Kind, group: int = 1
) -> Iterator[PictureLink]:
    for found in pattern.finditer(shown):
        yield _link(text, *found.span(group), kind)


def _link(text: str, start: int, end: int, kind: _Kind, at: int = -1) -> PictureLink:
    """Return the link that is written at a place, or that stands `at` another and names it."""
    written = text[start:end]
    if written.startswith("<"):
        start, end, written = start + 1, end - 1, written[1:-1]
    begin = start if at < 0 else at
    if kind == "embed":
        return PictureLink(written.strip(), kind, begin, end)
    plain = html.unescape(_ESCAPED.sub(r"\1", written))
    return PictureLink(unquote(plain), kind, begin, end)


def _in_tags(shown: str, text: str) -> Iterator[PictureLink]:
    for found in _TAG.finditer(shown):
        start, end = found.span(1 if found[1] is not None else 2)
        yield PictureLink(unquote(html.unescape(text[start:end])), "attribute", start, end)


def _is_ours(link: PictureLink) -> bool:
    path = link.target.partition("?")[0].partition("#")[0]
    known = is_picture(path) or link.kind == "argument"
    return known and not is_external(link.target) and not link.target.startswith(("/", "\\"))


def path_of_target(target: str) -> str:
    """Return the path that a target names, without query and fragment, with plain slashes."""
    return target.partition("?")[0].partition("#")[0].replace("\\", "/")


def point_to(text: str, links: list[PictureLink], new: Mapping[str, str]) -> str:
    """Return a document in which these links name other paths: target → path, safe as it is."""
    out: list[str] = []
    at = 0
    for link in links:
        if link.target in new and link.start >= at:
            path = new[link.target]
            path = path.replace("../", "") if link.kind == "embed" else path
            out += (text[at : link.start], path)
            at = link.end
    return "".join([*out, text[at:]])
