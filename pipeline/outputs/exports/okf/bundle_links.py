"""Links of a page as a bundle has them, and back: nothing of what they were is lost.

A bundle links by paths from its root, in Markdown. What a link was stands in its title, which no
reader takes for a target: `[[saturn|Saturn]]` becomes
`[Saturn](/entities/saturn.md "wiki-link: saturn|Saturn")`, and a citation
`[x](/references/raw/x.md.txt#L4 "wiki-path: ../../raw/x.md?plain=1#L4")`. A page that would not
come back exactly keeps its links as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from pipeline.core.markup import markdown, text_mask
from pipeline.core.markup.markdown import LinkSpan
from pipeline.core.wiki import citations
from pipeline.core.wiki.wiki import Wiki

_NAMED, _PLACED = "wiki-link: ", "wiki-path: "
_DESTINATION = re.compile(r'\]\(/[^()\s"]* "(wiki-link|wiki-path): ([^"\n]*)"\)')
_INLINE = re.compile(r"\]\(([^()\s]*)\)$")
_LINES = re.compile(r"L\d+(?:-L\d+)?")
# What would end a title or be taken for something else in one.
_IN_TITLE = re.compile(r'[%"<>\[\]()&`$]')


def with_bundle_links(path: str, text: str, wiki: Wiki, places: Mapping[str, str]) -> str | None:
    """Return a page's text with the links of a bundle; None where it would not come back exactly.

    `places` are the paths of the bundle's files by those of the repository.
    """
    changes = sorted(_changes(path, text, wiki, places))
    out, at = [], 0
    for start, end, new in changes:
        if start >= at:  # a link inside another one stays as it is
            out += [text[at:start], new]
            at = end
    made = "".join(out) + text[at:]
    return made if with_wiki_links(made) == text else None


def with_wiki_links(text: str) -> str:
    """Return the text of a concept with the links that its page had."""
    shown = text_mask.mask(text)
    out, at = [], 0
    for found in _DESTINATION.finditer(shown):
        was = unquote(text[found.start(2) : found.end(2)])
        if found[1] == "wiki-path":
            out += [text[at : found.start()], f"]({was})"]
        else:
            start = text.rfind("[", at, found.start())
            if start < 0:
                continue
            out += [text[at:start], f"[[{was}]]"]
        at = found.end()
    return "".join(out) + text[at:]


def _changes(
    path: str, text: str, wiki: Wiki, places: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    for link in markdown.find_links(text):
        new = (
            _named(link, text, wiki, places)
            if link.kind == "wiki"
            else _placed(link, text, path, places)
        )
        if new:
            yield link.start, link.end, new


def _named(link: LinkSpan, text: str, wiki: Wiki, places: Mapping[str, str]) -> str:
    slug = wiki.resolve(link.target) if link.target and not link.embed else None
    place = places.get(wiki.facts[slug].path) if slug else None
    if place is None:
        return ""
    inner = text[link.start + 2 : link.end - 2]
    words = link.label or (f"{link.target}: {link.heading}" if link.heading else link.target)
    part = f"#{quote(link.heading.lower().replace(' ', '-'))}" if link.heading else ""
    return f'[{words}](/{citations.link_to("", place)}{part} "{_NAMED}{_encode(inner)}")'


def _placed(link: LinkSpan, text: str, path: str, places: Mapping[str, str]) -> str:
    written = text[link.start : link.end]
    found = _INLINE.search(written)
    if found is None or "://" in found[1]:
        return ""
    target = citations.from_link(path, found[1].partition("#")[0].partition("?")[0])
    if target not in places:
        return ""
    part = found[1].partition("#")[2]
    kept = f"#{part}" if _LINES.fullmatch(part) or (target.endswith(".md") and part) else ""
    new = f'](/{citations.link_to("", places[target])}{kept} "{_PLACED}{_encode(found[1])}")'
    return written[: found.start()] + new


def _encode(text: str) -> str:
    return _IN_TITLE.sub(lambda m: f"%{ord(m[0]):02X}", text)
