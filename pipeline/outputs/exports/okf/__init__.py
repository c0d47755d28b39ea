"""Write a wiki as a bundle in the Open Knowledge Format, v0.2, from which it can be made again.

Every page becomes a concept at its own path, with the keys of OKF in its front matter and its links
as Markdown links. What our front matter says stands, byte for byte, under the key `wiki`, which the
format leaves to producers; links keep what they were in their titles (`bundle_links.py`). All other
files of the team lie under `references/`. So `restore.py` makes the same bytes of a bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.core.bookkeeping.log import LOG_PATH, read_entries
from pipeline.core.errors import UserError
from pipeline.core.export.contents import ExportedPage, ExportedSource, WikiContents
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import foreign_text, frontmatter
from pipeline.core.values import Quote, Unit
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.outputs.exports import ExportedFiles
from pipeline.outputs.exports.okf.bundle_links import with_bundle_links
from pipeline.outputs.exports.okf.bundle_paths import concept_paths, reference_path

OKF_VERSION = "0.2"
VERSION = 1  # of what stands under the key `wiki`
KEY = "wiki"


def write(contents: WikiContents) -> ExportedFiles:
    """Return the concepts, an index for each folder, the log, and the files that go along."""
    readable = [page for page in contents.pages if _is_concept(contents, page)]
    concepts = concept_paths([page.facts.path for page in readable])
    others = (*contents.others, *_paths_but(contents, concepts))
    places = concepts | {path: reference_path(path) for path in others}
    texts = {concepts[p.facts.path]: _concept(contents, p, places) for p in readable}
    texts |= _indexes(readable, concepts)
    if log := _log(contents):
        texts[LOG_PATH] = log
    return ExportedFiles(texts, {reference_path(path): path for path in sorted(others)})


def _is_concept(contents: WikiContents, page: ExportedPage) -> bool:
    """Tell whether a page can be one: it has a type, and its front matter can be read."""
    try:
        contents.wiki.page(page.facts.slug)
    except UserError:
        return False
    return bool(page.facts.type)


def _paths_but(contents: WikiContents, concepts: Mapping[str, str]) -> list[str]:
    every = (*(page.facts for page in contents.pages), *contents.wiki.shadowed)
    return sorted(facts.path for facts in every if facts.path not in concepts)


def _concept(contents: WikiContents, page: ExportedPage, places: Mapping[str, str]) -> str:
    read = contents.wiki.page(page.facts.slug)
    body = with_bundle_links(read.path, read.whole, contents.wiki, places)
    front = frontmatter.dump(_front(contents, page, read, places))
    return front + (read.whole if body is None else body)


def _front(
    contents: WikiContents, page: ExportedPage, read: Page, places: Mapping[str, str]
) -> dict[str, Any]:
    facts = page.facts
    front: dict[str, Any] = {"type": facts.type, "title": facts.title}
    front["description"] = facts.summary or facts.title
    if facts.aliases:
        front["aliases"] = [*facts.aliases]
    if day := facts.updated or facts.created:
        front["generated"] = {"by": "git-llm-wiki", "at": _instant(day)}
    if cited := [*_sources(contents, read, places)]:
        front["sources"] = cited
    return front | {KEY: {"version": VERSION, "path": facts.path, "front": read.front}}


def _sources(
    contents: WikiContents, page: Page, places: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield an entry for each citation: the format joins them to footnotes by the label."""
    for label in page.labels:
        text = page.definitions.get(label)
        found = citations.parse(label, text, page.path) if text else None
        if found:
            where = places.get(found.source)
            yield _source(label, found.quotes[0], found.unit, where, contents.source(found.source))


def _source(
    label: str, quote: Quote, unit: Unit, where: str | None, source: ExportedSource | None
) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": label}
    if where:
        lines = f"#L{quote.start}" if unit == "line" else ""
        entry["resource"] = f"/{citations.link_to('', where)}{lines}"
    if source:
        entry["title"] = source.title
        if source.author:
            entry["author"] = source.author
        if len(source.published) == len("2024-05-01"):
            entry["last_modified"] = _instant(source.published)
    return entry


def _instant(day: str) -> str:
    """Return a day as the format wants every time: with an offset from UTC."""
    return f"{day}T00:00:00Z" if len(day) == len("2024-05-01") else day


def _indexes(pages: Iterable[ExportedPage], concepts: Mapping[str, str]) -> dict[str, str]:
    folders: dict[str, list[ExportedPage]] = {}
    for page in pages:
        folders.setdefault(concepts[page.facts.path].rpartition("/")[0], []).append(page)
    texts = {}
    for folder, held in folders.items():
        rows = "".join(_row(page, concepts[page.facts.path], folder) for page in held)
        if folder:
            texts[f"{folder}/index.md"] = f"# {_heading(folder)}\n\n{rows}"
    top = "".join(_row(page, concepts[page.facts.path], "") for page in folders.get("", ()))
    listed = "".join(
        f"- [{_heading(folder)}]({citations.link_to('', f'{folder}/index.md')}): {len(held)}\n"
        for folder, held in sorted(folders.items())
        if folder
    )
    front = frontmatter.dump({"okf_version": OKF_VERSION})
    return texts | {"index.md": f"{front}\n# Index\n\n{listed}{top}"}


def _row(page: ExportedPage, path: str, folder: str) -> str:
    link = citations.link_to(f"{folder}/index.md" if folder else "index.md", path)
    said = foreign_text.make_harmless(page.facts.summary)
    return f"- [{_words(page.facts.title)}]({link})" + (f": {said}" if said else "") + "\n"


def _heading(folder: str) -> str:
    return _words(folder.replace("-", " ").capitalize())


def _words(text: str) -> str:
    return foreign_text.escape_quote(text)


def _log(contents: WikiContents) -> str:
    """Return the log as the format has it: the newest entry first, its day leading the heading."""
    text = contents.log
    rows = []
    for entry in read_entries(text):
        said = foreign_text.make_harmless(strip_hidden(entry.title))
        named = "".join(f"\n- {foreign_text.escape_quote(path)}\n" for path, _ in entry.sources)
        rows.append(f"## {entry.day}: {entry.word}, {said}\n{named}")
    return "# Log\n\n" + "\n".join(reversed(rows)) if rows else ""
