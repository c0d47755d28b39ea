"""A `[[link]]` has a name that fits several pages, so Obsidian may open another one than meant.

This wiki and Obsidian may choose differently among the pages, and neither may choose the one that
the writer meant. A name with a folder is clear where it is a path from the root, from `wiki/` or
from the page itself; and the name of a file is that file, whatever else is called so.

Bad:  `[[gas]]` beside `wiki/concepts/gas.md` and `wiki/entities/gas.md`
Good: `[[concepts/gas]]`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.dendron_links import is_dendron, read_dendron_ref
from pipeline.core.findings.view import Lines, Spot, View
from pipeline.core.markup import links
from pipeline.core.markup.link_refs import ref_of
from pipeline.core.name_keys import fold
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import WIKI_FOLDER, PageFacts
from pipeline.core.wiki.link_resolution import (
    LinkResolver,
    drop_md_suffix,
    obsidian_key,
    resolver_of,
)
from pipeline.core.wiki.page_properties import name_by_file

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    known = resolver_of(view.wiki, view.files_there)
    several = {ref for ref in known.unclear_refs if _several(ref, known)}
    for facts in view.all_facts() if several else ():
        if not several.isdisjoint(facts.refs):
            yield from _spots(view, facts, known)


def _spots(view: View, facts: PageFacts, known: LinkResolver) -> Iterator[Spot]:
    page = None if view.whole else view.page(facts.path)
    text = page.render() if page is not None else view.wiki.text_at(facts.path)
    lines = Lines(text)
    for link in links.links_of(text):
        ref = ref_of(link, facts.path)
        if ref and is_dendron(known.files):
            ref = read_dendron_ref(link, text, facts.path)
        paths = _several(ref, known)
        if paths and not _is_below(facts.path, link.target, paths):
            message = f"[[{link.target}]] fits {', '.join(paths)}"
            line, column = lines.place(link.start)
            yield Spot(
                facts.path,
                fold(link.target) or link.target,
                message,
                _advice(paths, known),
                line,
                column,
            )


def _several(ref: str, known: LinkResolver) -> list[str]:
    """Return the paths that a ref could mean if they are more than one, else nothing."""
    if ref[:1] != "[" or ref[1:2] in ("#", ".", ""):
        return []
    return _fits(ref[1:].partition("#")[0], known)


def _fits(name: str, known: LinkResolver) -> list[str]:
    bare = drop_md_suffix(name)
    pages = known.pages_called(bare)
    # What stands outside of both, such as our own log, is no file of a vault.
    files = [p for p in known.other_files(f"{bare}.md") if p.startswith(("raw/", WIKI_FOLDER))]
    if files and obsidian_key(bare.rsplit("/", 1)[-1]) not in map(_file_key, pages):
        pages = []  # they are only titled so, and a file is called so
    if "/" in bare and any(_is_at(path, bare) for path in (*pages, *files)):
        return []  # a path from the root, which decides
    if not pages and not files:
        return []  # dead-link reports it
    files = [path for path in files if path.startswith("raw/") or not pages]
    paths = [*dict.fromkeys((*pages, *files))]
    return paths if len(paths) > 1 else []


def _file_key(path: str) -> str:
    return obsidian_key(drop_md_suffix(path.rsplit("/", 1)[-1]))


def _is_at(path: str, name: str) -> bool:
    """Tell whether a name is the path of a file, from the root of the repository or of `wiki/`."""
    found = obsidian_key(drop_md_suffix(path))
    return obsidian_key(name).strip("/") in (found, found.removeprefix(WIKI_FOLDER))


def _is_below(page: str, name: str, paths: list[str]) -> bool:
    """Tell whether a name with a folder is the path of one of these files from the page's folder.

    Obsidian writes such names where it is told to write relative paths.
    """
    folder = page.rpartition("/")[0]
    return "/" in name and any(_is_at(path, f"{folder}/{drop_md_suffix(name)}") for path in paths)


def _advice(paths: list[str], known: LinkResolver) -> str:
    """Say how to name the first of the pages so that nothing else is meant."""
    parts = drop_md_suffix(paths[0]).split("/")
    for count in range(1, len(parts) + 1):
        name = "/".join(parts[-count:])
        if not _fits(name, known):
            return f"Write [[{name_by_file(name)}]] for the first of them."
    return "Rename one of them."
