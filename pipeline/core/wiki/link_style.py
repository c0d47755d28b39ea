"""Links between pages as a compile writes them: resolved, in the team's style, and never dead."""

from __future__ import annotations

from pipeline.core.markup import footnotes, markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki.citations import from_link, link_to
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.wiki import Wiki


def settle_links(
    text: str, page_path: str, wiki: Wiki, style: str, peoples: str = "", before: str = ""
) -> tuple[str, list[str]]:
    """Return `text` with all links between pages in canonical form, and names that led nowhere.

    `[[Title]]` becomes `[[slug|Title]]` (Obsidian opens pages by file name only), or a Markdown
    link where `style` is "markdown". A link that no page answers becomes its words, so that a page
    never holds a dead link that a librarian wrote; an item of a list that is nothing but such links
    goes, unless it stood on the page `before`. What stands in `peoples`, the text as it was on a
    page of people's own, stays as they wrote it.
    """
    text, gone = _without_dead_pointers(text, wiki, before or peoples)
    out: list[str] = []
    dead: list[str] = []
    at = 0
    for link in sorted(markdown.find_links(text), key=lambda x: x.start):
        if link.start < at or (link.kind == "inline" and not _between_pages(link, page_path)):
            continue
        if text[link.start : link.end] in peoples:
            continue
        name = (
            slug_of_path(link.target.split("?")[0])
            if "/" in link.target or link.kind == "inline"
            else link.target
        )
        slug = wiki.resolve(name)
        words = link.label or link.target
        if slug is None:
            dead.append(link.target)
        in_table = (
            text.rfind("\n", 0, link.start) + 1 != link.start
            and text[text.rfind("\n", 0, link.start) + 1 :][:1] == "|"
        )
        new = words if slug is None else _written(slug, link, page_path, wiki, style, in_table)
        if slug is not None and wiki.facts[slug].path == page_path and not link.heading:
            new = words  # a page does not link to itself
        out += [text[at : link.start], new]
        at = link.end
        if slug is not None and text[at : at + 1] in ("(", "[") and text[at + 1 : at + 2] != "^":
            # Without it the link and these brackets would become one Markdown link.
            out.append("\\")
    return "".join(out) + text[at:], gone + dead


def show_as_wiki_links(text: str, page_path: str) -> str:
    """Return `text` with `[[slug|words]]` for its Markdown links to pages.

    Who reads pages and writes `[[links]]` so finds one form, whatever the team's style is, and
    `settle_links` writes it back. A link whose words hold brackets stays.
    """
    if "](" not in text:
        return text
    out: list[str] = []
    at = 0
    for link in sorted(markdown.find_links(text), key=lambda x: x.start):
        path = from_link(page_path, link.target.split("?")[0]) if link.kind == "inline" else ""
        if link.start < at or link.embed or not is_page(path) or set(link.label) & set("[]|"):
            continue
        slug = slug_of_path(path)
        heading = f"#{link.heading}" if link.heading else ""
        row = text[text.rfind("\n", 0, link.start) + 1 : link.start]
        bar = "\\|" if row.lstrip(" >").startswith("|") else "|"
        words = "" if link.label in ("", slug) else f"{bar}{link.label}"
        out += [text[at : link.start], f"[[{slug}{heading}{words}]]"]
        at = link.end
    return "".join(out) + text[at:]


def _without_dead_pointers(text: str, wiki: Wiki, before: str) -> tuple[str, list[str]]:
    """Drop new list items that state nothing and only point at pages that do not exist."""
    if "[[" not in text:
        return text, []
    stood = set(before.split("\n"))
    kept, gone = [], []
    for line in text.split("\n"):
        names = [x.target for x in markdown.find_links(line) if x.kind == "wiki"]
        points = line.startswith("- ") and names and not footnotes.find_marks(line)
        points = points and line not in stood
        if points and all(wiki.resolve(name) is None for name in names):
            gone += names
        else:
            kept.append(line)
    return "\n".join(kept), gone


def _between_pages(link: markdown.LinkSpan, page_path: str) -> bool:
    return "://" not in link.target and is_page(from_link(page_path, link.target.split("?")[0]))


def _written(
    slug: str, link: markdown.LinkSpan, page_path: str, wiki: Wiki, style: str, in_table: bool
) -> str:
    heading = f"#{link.heading}" if link.heading else ""
    facts = wiki.facts[slug]
    if style == "markdown":
        words = link.label or (facts.title if fold(link.target) == fold(slug) else link.target)
        words = words.replace("|", "\\|") if in_table and "\\|" not in words else words
        return f"[{_shown(words)}]({link_to(page_path, facts.path)}{heading.lower().replace(' ', '-')})"  # noqa: E501
    words = _shown(link.label or ("" if link.target == slug else link.target))
    bar = "\\|" if in_table else "|"
    return f"[[{slug}{heading}{bar}{words}]]" if words and words != slug else f"[[{slug}{heading}]]"


def _shown(words: str) -> str:
    """Return the words of a link such that no HTML and no comment begins in them.

    They are often a foreign title.
    """
    return words if "`" in words else words.replace("<", "&lt;").replace("%%", "%&#37;")
