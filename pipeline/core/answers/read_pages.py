"""Read pages of the wiki as what an answerer is shown: statements with marks, and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.core.answers.material import KnownSource, Material, ShownPage, ShownStatement
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes
from pipeline.core.support.item import MARK
from pipeline.core.support.page_items import number_marks
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from pipeline.core.wiki.wiki import Wiki

# A sentence that only points at another page says nothing that could be answered with.
_POINTER = re.compile(r"\W*(?:see(?: also)?|all values side by side|siehe(?: auch)?)\b", re.I)
_SPACE_AND_MARK = re.compile(rf" ?{MARK.pattern}")


def read_page(page: Page, wiki: Wiki) -> tuple[ShownPage, dict[str, Citation]]:
    """Return all that a page states, and the citations of its marks."""
    title = strip_hidden(str(page.meta.get("title") or page.slug.replace("-", " ")))
    known: dict[str, Citation] = {}
    statements = tuple(_statements(page, known))
    kind = str(page.meta.get("type") or "")
    aliases = tuple(map(strip_hidden, wiki.facts[page.slug].aliases if page.slug in wiki else ()))
    shown = ShownPage(page.slug, title, page.path, kind, statements, len(statements), aliases)
    return shown, known


def _statements(page: Page, known: dict[str, Citation]) -> Iterator[ShownStatement]:
    number = 0
    for piece in pieces_of_page(page):
        marks = dict.fromkeys(footnotes.find_marks(piece.raw)) if "[^" in piece.raw else {}
        labels = [label for label in marks if _learn(label, page, known)]
        numbered = number_marks(piece, labels)
        plain = _SPACE_AND_MARK.sub("", numbered).strip()
        if plain and (labels or not _POINTER.match(plain)):
            text = MARK.sub(lambda m, of=labels: f"[^{of[int(m[1]) - 1]}]", numbered)  # type: ignore[misc]
            yield ShownStatement(
                page.slug,
                number,
                piece.line,
                strip_hidden(piece.heading),
                text,
                plain,
                tuple(labels),
            )
            number += 1


def _learn(label: str, page: Page, known: dict[str, Citation]) -> bool:
    """Tell whether a mark is that of a citation, which is put among the known ones."""
    if label not in known:
        text = page.definitions.get(label, "")
        found = citations.parse(label, text, page.path) if text else None
        if found:
            known[label] = found
    return label in known


def read_pages(slugs: Iterable[str], wiki: Wiki) -> Material:
    """Return pages whole, in the order given; one that is not there or unreadable is left out."""
    pages: list[ShownPage] = []
    known: dict[str, Citation] = {}
    for slug in dict.fromkeys(slugs):
        if slug not in wiki:
            continue
        try:
            page = wiki.page(slug)
        except UserError:  # the rule bad-front-matter reports it
            continue
        shown, cited = read_page(page, wiki)
        pages.append(shown)
        known |= {label: citation for label, citation in cited.items() if label not in known}
    return Material(tuple(pages), known, records_of(pages, known, wiki))


def records_of(
    pages: Sequence[ShownPage], known: Mapping[str, Citation], wiki: Wiki
) -> tuple[KnownSource, ...]:
    """Return what the wiki records of the sources that pages cite or are the summary of."""
    own = {facts.slug: path for path, facts in wiki.records.items()}
    paths = [path for page in pages if (path := own.get(page.slug))]
    cited = (
        known[label].source
        for page in pages
        for said in page.statements
        for label in said.labels
        if label in known
    )
    found = []
    for path in dict.fromkeys((*paths, *cited)):
        facts = wiki.records.get(path)
        if facts is None:
            continue
        said = {name: strip_hidden(facts.record.get(name, "")) for name in _TOLD}
        found.append(
            KnownSource(
                path,
                facts.source_label,
                facts.slug,
                strip_hidden(facts.title),
                **said,
                page=facts.path,
            )
        )
    return tuple(found)


_TOLD = ("author", "status", "published", "effective")
