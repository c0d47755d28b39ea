"""What the links of a page point at, as short texts among the facts of that page.

A wiki-link gives the ref `[name#fragment`, any other link `(path#fragment`, and the last ref, `=`,
holds the page's own anchors. Refs are read by patterns, 50 µs a page; reading brackets as
CommonMark does, in `core/markup/links.py`, takes ten times as long. The bound is one-sided: the
refs may name more than the links of the page, never less. So where a ref leads nowhere, a rule
reads the page exactly, and finds that it stands in code, for instance. Where the patterns could
miss a link (links by reference, HTML, unusual destinations), `refs_of` notices, and reads the page
exactly itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from pipeline.core.markup import text_mask
from pipeline.core.markup.anchors import anchors_of
from pipeline.core.markup.links import (
    Link,
    is_external,
    links_in_body,
    links_in_front_matter,
    split_wiki_target,
)
from pipeline.core.paths import path_from

_WIKI = re.compile(r"\[\[([^\[\]|\n]+)")
# A destination with a query is a file to look at; its fragment is a line, which is not judged here.
# A match without a destination is the end of a footnote's label; if not, the page is read exactly.
_SIMPLE = re.compile(r"\](?:\(([^\s()<>\\&?#]+)(?:\?[^\s()<>\\&]*|#([^\s()<>\\&]*))?\)|[(:])")
_NOTE = re.compile(r"\n\[\^[^\[\]\s]+\]:")
_HTML = re.compile(r"<(?:a|img|video|audio|source|iframe)\s", re.IGNORECASE)


def refs_of(
    path: str, front: str, body: str, tail: str, shown: str, title: str = "", below: str = ""
) -> tuple[str, ...]:
    """Return the refs of a page; `shown` is its body with the definitions (`tail`), masked.

    `title` and `below` stand around the body: their headings can be linked to, and what they link
    to is derived.
    """
    found: list[str] = []
    if "[[" in front:
        found += (ref_of(link, path) for link in links_in_front_matter(front))
    simple = _SIMPLE.findall(shown)
    if _is_plain(shown, simple):
        found += _quickly(path, body + tail, shown, simple)
    else:
        found += (ref_of(link, path) for link in links_in_body(body + tail))
    above, under = text_mask.mask(title), text_mask.mask(below)
    anchors = anchors_of(f"{title}{body}{below}", f"{above}{shown[: len(body)]}{under}")
    found.append(f"={anchors}" if anchors else "")
    return tuple(filter(None, dict.fromkeys(found)))


def _is_plain(shown: str, simple: list[tuple[str, str]]) -> bool:
    """Tell whether the patterns find every link of a page: no references, HTML or odd destinations.

    The matches without a destination are the ends of labels, so there must be as many of them as
    there are footnote definitions.
    """
    if simple.count(("", "")) != len(_NOTE.findall(f"\n{shown}")):
        return False
    return not ("<" in shown and _HTML.search(shown))


def _quickly(path: str, whole: str, shown: str, simple: list[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    masked = shown != whole  # code inside a link is blanked, but belongs to it: [[x#`id`]]
    names = (
        [whole[m.start(1) : m.end(1)] for m in _WIKI.finditer(shown)]
        if masked
        else _WIKI.findall(shown)
    )
    found += map(_inside_of, dict.fromkeys(names))
    folder = path.rpartition("/")[0]
    found += (
        _path(folder, target, fragment) for target, fragment in dict.fromkeys(simple) if target
    )
    return found


def ref_of(link: Link, path: str) -> str:
    """Return the ref of a link on the page at `path`; empty for what we do not judge.

    Addresses on the web, for instance, are not judged.
    """
    if link.kind == "autolink":
        return ""
    if link.names:
        return _name(link.target, link.fragment)
    if is_external(link.target):
        return ""
    return _to(
        _inside(path.rpartition("/")[0], link.target), link.target, link.query, link.fragment
    )


def _name(name: str, fragment: str) -> str:
    return f"[{name}#{fragment}" if fragment else f"[{name}" if name else ""


@lru_cache(maxsize=100_000)
def _inside_of(brackets: str) -> str:
    name = brackets.rstrip("\\").strip()
    return _name(*split_wiki_target(name)) if "#" in name else _name(name, "")


@lru_cache(maxsize=100_000)
def _path(folder: str, written: str, fragment: str) -> str:
    if is_external(written) or written.startswith("[["):  # a name is found by itself
        return ""
    target = unquote(written) if "%" in written else written
    return _to(
        _inside(folder, target), target, "", unquote(fragment) if "%" in fragment else fragment
    )


def _to(place: str, target: str, query: str, fragment: str) -> str:
    if not target:
        return f"[#{fragment}" if fragment else ""
    if not place:
        return ""
    return (
        f"({place}#{fragment}" if fragment and not query and place.endswith(".md") else f"({place}"
    )


@lru_cache(maxsize=100_000)
def _inside(folder: str, target: str) -> str:
    """Return the path that a relative link leads to; empty where it leaves `wiki/` and `raw/`.

    Another rule reports such links.
    """
    if target.startswith("/"):
        return ""
    path = path_from(folder, target)
    return path if path.split("/")[0] in ("wiki", "raw") else ""
