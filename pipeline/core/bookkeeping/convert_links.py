"""Convert the pages of a wiki from one style of links to the other, and back to the same bytes.

What one style can say and the other cannot stays as it is: a link that no page answers, one to a
heading that its page does not have, words with brackets. So nothing is lost, and what is left can
be read in both. Pages of people (`core/bookkeeping/ownership.py`) get other links and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from pipeline.core.bookkeeping.derive import set_front_matter
from pipeline.core.bookkeeping.frame_page import PageFrames, without_backlinks, without_title
from pipeline.core.bookkeeping.ownership import (
    entries_of_value,
    has_bookkeeping,
    name_of_entry,
    with_title,
)
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.markup import footnotes, markdown
from pipeline.core.markup.anchors import github_anchor, heading_key
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation, LinkStyle
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page
from pipeline.core.wiki.wiki import Wiki

Headings = Callable[[Citation], tuple[str, ...]]


def convert_wiki(wiki: Wiki, style: LinkStyle, headings: Headings) -> dict[str, str]:
    """Return the texts of the pages that differ in the other style, by path.

    `headings` gives the headings above the quotes of a citation, as `Citation` holds them. A page
    that cannot be read stays.
    """
    texts = {}
    for facts in wiki.facts.values():
        old = wiki.text_at(facts.path)
        try:
            page = Page.parse(facts.path, old)
        except UserError:
            continue
        if is_garbled(old):
            continue
        new = _converted(page, wiki, style, headings)
        if new != old and len(new.encode()) <= MOST_PAGE_BYTES:
            texts[facts.path] = new
    return texts


def _converted(page: Page, wiki: Wiki, style: LinkStyle, headings: Headings) -> str:
    ours = bool(page.front) and has_bookkeeping(page, wiki)
    lead = convert_text(page.lead, page.path, wiki, style)
    parts = tuple(
        replace(part, text=convert_text(part.text, page.path, wiki, style)) for part in page.parts
    )
    new = replace(page, lead=lead, parts=parts)
    if not ours:
        return new.render()
    new = replace(new, tail=_convert_notes(new, style, headings))
    if style == "markdown":
        new = PageFrames(wiki, style).renew(new, is_touched=True)
    else:
        new = without_backlinks(without_title(new))
    values = {
        "aliases": _convert_aliases(page, style),
        "related": [_convert_entry(x, wiki, style) for x in entries_of_value(page.meta["related"])]
        if page.meta.get("related")
        else page.meta.get("related"),
    }
    changed = {key: value for key, value in values.items() if value != page.meta.get(key)}
    try:
        return set_front_matter(new, **changed) if changed else new.render()
    except UserError:  # a comment would be lost: `locked-front-matter` says so
        return new.render()


def convert_text(text: str, path: str, wiki: Wiki, style: LinkStyle) -> str:
    """Return Markdown with its links between pages in a style."""
    if ("[[" if style == "markdown" else "](") not in text:
        return text
    out: list[str] = []
    at = 0
    for link in sorted(markdown.find_links(text), key=lambda x: x.start):
        if link.start < at or link.embed:
            continue
        row = text[text.rfind("\n", 0, link.start) + 1 : link.start].lstrip(" >")
        follows = text[link.end : link.end + 1]
        make = _as_markdown if style == "markdown" else _as_wiki_link
        new = make(link, path, wiki, row.startswith("|"))
        opens = follows in ("(", "[") and text[link.end + 1 : link.end + 2] != "^"
        if new and not (opens and style == "wikilink"):
            out += [text[at : link.start], new]
            at = link.end
    return "".join(out) + text[at:]


def _as_markdown(link: markdown.LinkSpan, path: str, wiki: Wiki, in_table: bool) -> str:
    """Return a wiki-link as a Markdown link; "" where it stays as it is."""
    slug = wiki.resolve(slug_of_path(link.target)) if link.kind == "wiki" and link.target else None
    if slug is None:
        return ""
    words = link.label or link.target
    anchor = _anchor_of(slug, link.heading, wiki) if link.heading else ""
    if anchor is None or set(words.replace("\\|", "")) & set("[]|\\"):
        return ""
    return f"[{words}]({citations.link_to(path, wiki.facts[slug].path)}{_fragment(anchor)})"


def _as_wiki_link(link: markdown.LinkSpan, path: str, wiki: Wiki, in_table: bool) -> str:
    """Return a Markdown link as a wiki-link; "" where it stays as it is."""
    if link.kind != "inline" or "://" in link.target or "?" in link.target or not link.label:
        return ""
    target = citations.from_link(path, link.target)
    if not is_page(target) or wiki.at(target) is None or set(link.label) & set("[]|\\"):
        return ""
    slug = slug_of_path(target)
    heading = _heading_of(slug, link.heading, wiki) if link.heading else ""
    if heading is None:
        return ""
    bar = "\\|" if in_table else "|"
    words = "" if link.label == slug else f"{bar}{link.label}"
    return f"[[{slug}{_fragment(heading)}{words}]]"


def _fragment(name: str) -> str:
    return f"#{name}" if name else ""


def _headings_of(slug: str, wiki: Wiki) -> Iterator[tuple[str, str]]:
    """Yield the headings of a page that one name alone has: in words, and as GitHub's anchor."""
    try:
        found = [*markdown.headings_of(wiki.page(slug).body)]
    except UserError:
        return
    keys = [heading_key(heading) for heading in found]
    for heading, key in zip(found, keys, strict=True):
        if keys.count(key) == 1 and citations.name_heading(heading) == heading:
            yield heading, github_anchor(heading)


def _anchor_of(slug: str, heading: str, wiki: Wiki) -> str | None:
    found = (anchor for words, anchor in _headings_of(slug, wiki) if words == heading)
    return next(found, None)


def _heading_of(slug: str, anchor: str, wiki: Wiki) -> str | None:
    return next((words for words, other in _headings_of(slug, wiki) if other == anchor), None)


def _convert_notes(page: Page, style: LinkStyle, headings: Headings) -> str:
    """Return the definitions at a page's end, with its citations in a style."""
    out = []
    for line in page.tail.split("\n"):
        found = next(iter(footnotes.find_definition_rows(line)), None)
        cited = citations.parse(*found, page.path) if found else None
        if found is None or cited is None or citations.style_of(found[1]) == style:
            out.append(line)
            continue
        if style == "wikilink":
            cited = replace(cited, headings=headings(cited))
        end = "\r" if line.endswith("\r") else ""
        out.append(citations.render(cited, page.path, style) + end)
    return "\n".join(out)


def _convert_aliases(page: Page, style: LinkStyle) -> Any:
    value, title = page.meta.get("aliases"), str(page.meta.get("title") or "")
    if style == "wikilink":
        return with_title(value, title)
    there: Collection[Any] = entries_of_value(value)
    return [x for x in there if x != title] if title in there else value


def _convert_entry(entry: Any, wiki: Wiki, style: LinkStyle) -> Any:
    name = name_of_entry(entry)
    if not isinstance(entry, str) or name not in wiki or entry not in (name, f"[[{name}]]"):
        return entry
    return f"[[{name}]]" if style == "wikilink" else name
