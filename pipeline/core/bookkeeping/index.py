"""The index: a line for each page, by type, in one file, or in several where there are many."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.core.bookkeeping.ownership import (
    DERIVED_LINE,
    INDEX_PATH,
    index_file_name,
    index_heading,
    is_our_index,
)
from pipeline.core.github.inert import break_addresses
from pipeline.core.markup import markdown
from pipeline.core.text import counted, has_visible_part
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

SPLIT_AT = 300  # pages; above, the index is split by page type


def is_index(path: str) -> bool:
    """Tell whether a path is that of an index file."""
    return path == INDEX_PATH or (path.startswith("wiki/index/") and path.endswith(".md"))


def make_index(wiki: Wiki, schema: Schema) -> dict[str, str]:
    """Return the derived index files by path: one file, or one a page type in a large wiki."""
    groups: dict[str, list[PageFacts]] = {t.name: [] for t in schema.rules.types}
    for facts in wiki.facts.values():
        groups.setdefault(facts.type or "untyped", []).append(facts)
    groups = {name: sorted(rows, key=lambda f: f.slug) for name, rows in groups.items() if rows}
    split = len(wiki.facts) > SPLIT_AT
    files = {INDEX_PATH: _front_page(wiki, groups, split)}
    if split:
        for name, rows in groups.items():
            # Two types that people made up may share a file name: then both go into one file.
            path = f"wiki/index/{index_file_name(name)}.md"
            files[path] = (
                files.get(path, "")
                + f"# {index_heading(name)}\n\n"
                + "".join(_line(f, path) for f in rows)
            )
    return files


def renew_index(old: Mapping[str, str], wiki: Wiki, schema: Schema) -> dict[str, str | None]:
    """Return the texts of the index files that must change, by path; None: the file must go.

    `old` are the index files as they are. A file that people wrote is left alone; and where
    `wiki/index.md` is one, there is no other index.
    """
    made = make_index(wiki, schema)
    differing = [path for path in sorted({*old, *made}) if old.get(path) != made.get(path)]
    own = find_peoples_index({path: old[path] for path in differing if path in old}, wiki, schema)
    return (
        {path: made.get(path) for path in differing if path not in own}
        if INDEX_PATH not in own
        else {}
    )


def _front_page(wiki: Wiki, groups: Mapping[str, list[PageFacts]], split: bool) -> str:
    count = len(wiki.facts)
    out = [f"# Index\n\n{counted(count, 'page')}, listed by type. {DERIVED_LINE}\n"]
    for name, rows in groups.items():
        if split:
            out.append(
                f"\n- [{index_heading(name)}](index/{index_file_name(name)}.md): {len(rows)}"
            )
        else:
            out.append(
                f"\n## {index_heading(name)}\n\n" + "".join(_line(f, INDEX_PATH) for f in rows)
            )
    return "".join(out) + ("\n" if split else "")


def _line(facts: PageFacts, here: str) -> str:
    """Return the line of one page.

    It holds a Markdown link, whatever `links` in the schema says: the index is the front door on
    GitHub, which does not show wiki-links, and Obsidian reads both.
    """
    summary = f": {markdown.make_harmless(break_addresses(facts.summary))}" if facts.summary else ""
    title = facts.title if has_visible_part(facts.title) else facts.slug
    return f"- [{_words(title)}]({citations.link_to(here, facts.path)}){summary}\n"


def _words(title: str) -> str:
    return markdown.escape_quote(title)


def find_peoples_index(old: Mapping[str, str], wiki: Wiki, schema: Schema) -> set[str]:
    """Return the index files that people wrote, or added to."""
    names = {*schema.types, *(facts.type for facts in wiki.facts.values()), "untyped"}
    headings = {index_heading(name) for name in names if name}
    return {path for path, text in old.items() if not is_our_index(path, text, headings)}
