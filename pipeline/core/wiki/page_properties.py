"""What a page calls itself where no front matter says it: as Logseq writes names and properties.

Logseq writes what is known of a page in lines above its text (`alias:: [[Teas]], chai`). It keeps
the page `a/b` in a file `a___b.md`, in which signs that no file name may hold are percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from urllib.parse import unquote

from pipeline.core.wiki.page import Page

NAMESPACE = "___"  # what a slash in a page's name is in the name of its file
_SIGN = "::"
_LOOKED_AT = 2_000  # characters in which properties begin
_LINE = re.compile(r"\s*(?:- +)?([A-Za-z][\w-]{0,40}):: *(.*)")
_NAME = re.compile(r"\[\[([^\[\]]+)\]\]|([^,\[\]]+)")


def properties_of(page: Page) -> Mapping[str, str]:
    """Return the properties above a page's text, by their keys in small letters."""
    found: dict[str, str] = {}
    for line in cut_properties(page.body).split("\n"):
        if row := _LINE.fullmatch(line):
            found.setdefault(row[1].lower(), row[2].strip())
    return found


def cut_properties(text: str) -> str:
    """Return the lines of properties with which a text begins, as they are written."""
    text = text.lstrip("\n")
    if _SIGN not in text[:_LOOKED_AT]:
        return ""
    lines = takewhile(_LINE.fullmatch, text[:_LOOKED_AT].split("\n"))
    return "\n".join(lines)


def names_in_property(value: str) -> tuple[str, ...]:
    """Return the names in a property, which are links or stand between commas."""
    names = ((m[1] or m[2]).strip() for m in _NAME.finditer(value))
    return tuple(dict.fromkeys(name for name in names if name))


def name_by_file(slug: str) -> str:
    """Return what a page is called by the name of its file."""
    if NAMESPACE not in slug:
        return slug
    return unquote(slug).replace(NAMESPACE, "/").strip("/") or slug
