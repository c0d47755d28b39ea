"""The index: a line for each page, by type, in one file, or in several where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.core.bookkeeping.ownership import (
    DERIVED_LINE,
    INDEX_PATH,
    index_file_name,
    index_heading,
    is_our_index,
)
from pipeline.core.github.inert import break_addresses
from pipeline.core.hidden_characters import has_visible_part
from pipeline.core.markup import foreign_text
from pipeline.core.text import counted
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

SPLIT_AT = 300  # pages; above, the index is split by page type


def is_index(path: str) -> bool:
    """Tell whether a path is that of an index file."""
    return path == INDEX_PATH or (path.startswith("wiki/index/") and path.endswith(".md"))


@dataclass(frozen=True)
class MadeIndex:
    """The index files as code makes them."""

    files: Mapping[str, str]
    """Path → text."""
    rows: Mapping[str, str]
    """The line of a page, without line end → path of the page."""


@dataclass(frozen=True)
class RenewedIndex:
    """What becomes of the index files."""

    texts: Mapping[str, str | None]
    """Path → text of a file that must change; None: the file must go."""
    peoples: frozenset[str]
    """The paths of the files that people wrote, or added to."""


@lru_cache(maxsize=2)  # what is derived, and whose the files are, both ask for the same wiki
def make_index(wiki: Wiki, schema: Schema) -> MadeIndex:
    """Return the derived index files: one file, or one a page type in a large wiki."""
    groups: dict[str, list[PageFacts]] = {t.name: [] for t in schema.rules.types}
    for facts in wiki.facts.values():
        groups.setdefault(facts.type or "untyped", []).append(facts)
    groups = {name: sorted(pages, key=lambda f: f.slug) for name, pages in groups.items() if pages}
    split = len(wiki.facts) > SPLIT_AT
    # Two types that people made up may share a file name: then both go into one file.
    paths = {
        name: f"wiki/index/{index_file_name(name)}.md" if split else INDEX_PATH for name in groups
    }
    rows = {name: {_line(f, paths[name]): f.path for f in pages} for name, pages in groups.items()}
    files = {INDEX_PATH: _front_page(wiki, rows, split)}
    if split:
        for name, lines in rows.items():
            old = files.get(paths[name], "")
            files[paths[name]] = f"{old}# {index_heading(name)}\n\n" + _joined(lines)
    return MadeIndex(files, {line: path for lines in rows.values() for line, path in lines.items()})


def renew_index(old: Mapping[str, str], wiki: Wiki, schema: Schema) -> RenewedIndex:
    """Return which index files must change.

    `old` are the index files as they are. A file that people wrote is left alone; and where
    `wiki/index.md` is one, there is no other index.
    """
    made = make_index(wiki, schema)
    files = made.files
    differing = [path for path in sorted({*old, *files}) if old.get(path) != files.get(path)]
    there = {path: old[path] for path in differing if path in old}
    own = frozenset(find_peoples_index(there, wiki, schema, made.rows))
    renewed = [path for path in differing if path not in own and INDEX_PATH not in own]
    return RenewedIndex({path: files.get(path) for path in renewed}, own)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _front_page(wiki: Wiki, groups: Mapping[str, Mapping[str, str]], split: bool) -> str:
    count = len(wiki.facts)
    out = [f"# Index\n\n{counted(count, 'page')}, listed by type. {DERIVED_LINE}\n"]
    for name, rows in groups.items():
        if split:
            out.append(
                f"\n- [{index_heading(name)}](index/{index_file_name(name)}.md): {len(rows)}"
            )
        else:
            out.append(f"\n## {index_heading(name)}\n\n{_joined(rows)}")
    return "".join(out) + ("\n" if split else "")


def _line(facts: PageFacts, here: str) -> str:
    """Return the line of one page, without line end.

    It holds a Markdown link, whatever `links` in the schema says: the index is the front door on
    GitHub, which does not show wiki-links, and Obsidian reads both.
    """
    title = facts.title if has_visible_part(facts.title) else facts.slug
    return _line_of(title, facts.path, facts.summary, here)


@lru_cache(maxsize=50_000)  # a compile makes the index of nearly the same pages several times
def _line_of(title: str, path: str, summary: str, here: str) -> str:
    said = f": {foreign_text.make_harmless(break_addresses(summary))}" if summary else ""
    return f"- [{_words(title)}]({citations.link_to(here, path)}){said}"


def _words(title: str) -> str:
    return foreign_text.escape_quote(title)


def find_peoples_index(
    old: Mapping[str, str], wiki: Wiki, schema: Schema, rows: Mapping[str, str] | None = None
) -> set[str]:
    """Return the index files that people wrote, or added to.

    `rows` are the lines that code makes now, with the paths of their pages: they need not be read.
    """
    names = {*schema.types, *(facts.type for facts in wiki.facts.values()), "untyped"}
    headings = {index_heading(name) for name in names if name}
    return {path for path, text in old.items() if not is_our_index(path, text, headings, rows)}
