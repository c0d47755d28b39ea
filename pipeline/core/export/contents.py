"""All that a wiki holds, as values in a fixed order: pages, sources, claims and verdicts on them.

The order depends on nothing but the pages, so that the same commit gives the same bytes in every
format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.claims.judgement import Judged, Statement
from pipeline.core.errors import UserError
from pipeline.core.values import Quote, Standing, Unit
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.wiki import Wiki


@dataclass(frozen=True)
class ExportedPage:
    """A page: what it is called, and the slugs of the pages to which it links."""

    facts: PageFacts
    links: tuple[str, ...]


@dataclass(frozen=True)
class ExportedSource:
    """A source as the wiki records it; `page` is the slug of its summary.

    `sha256` is the hash that was recorded when it was compiled, and `licence` what its own text
    says of it. Dates are ISO or empty.
    """

    path: str
    label: str
    page: str
    title: str
    sha256: str = ""
    author: str = ""
    published: str = ""
    effective: str = ""
    modified: str = ""
    captured: str = ""
    status: str = ""
    standing: Standing = "unknown"
    address: str = ""
    licence: str = ""


@dataclass(frozen=True)
class ExportedClaim:
    """A claim: its label, its quotes in the source, and the statements of pages that cite it."""

    label: str
    source: str
    unit: Unit
    quotes: tuple[Quote, ...]
    statements: tuple[Statement, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """Return the slugs of the pages that its statements name, each once."""
        return tuple(dict.fromkeys(slug for one in self.statements for slug in one.entities))


@dataclass(frozen=True)
class WikiContents:
    """What the formats are made of.

    `claims` are sorted by source and number. `judged` are the pairs of statements on which a
    referee has a verdict; where `has_verdicts` is false, nobody asked one. `others` are the paths
    of all files of the team that are no pages, and `log` is the text of `log.md`.
    """

    wiki: Wiki
    language: str
    pages: tuple[ExportedPage, ...]
    sources: tuple[ExportedSource, ...]
    claims: tuple[ExportedClaim, ...]
    statements: tuple[Statement, ...]
    judged: tuple[Judged, ...] = ()
    others: tuple[str, ...] = ()
    log: str = ""
    has_verdicts: bool = True

    @cached_property
    def by_path(self) -> Mapping[str, ExportedSource]:
        """The sources by their paths."""
        return {one.path: one for one in self.sources}

    def source(self, path: str) -> ExportedSource | None:
        """Return the source at a path; None where no page records it."""
        return self.by_path.get(path)


def gather_contents(
    wiki: Wiki,
    language: str,
    statements: Sequence[Statement],
    judged: Iterable[Judged] | None = (),
    licences: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
    log: str = "",
) -> WikiContents:
    """Put together what a wiki holds.

    `statements` are all cited statements of the wiki, `judged` is None where no referee was asked,
    and `licences` are what sources say of theirs.
    """
    outgoing, _ = wiki.links_both_ways
    pages = [
        ExportedPage(facts, tuple(sorted(outgoing[slug])))
        for slug, facts in sorted(wiki.facts.items(), key=lambda row: row[1].path)
    ]
    return WikiContents(
        wiki,
        language,
        tuple(pages),
        tuple(_sources(wiki, licences or {})),
        tuple(_claims(pages, wiki, statements)),
        tuple(statements),
        tuple(judged or ()),
        tuple(sorted(others)),
        log,
        judged is not None,
    )


def _sources(wiki: Wiki, licences: Mapping[str, str]) -> Iterable[ExportedSource]:
    for path, facts in sorted(wiki.records.items()):
        known = facts.record
        yield ExportedSource(
            path=path,
            label=facts.source_label,
            page=facts.slug,
            title=facts.title,
            sha256=known.get("sha256", ""),
            author=known.get("author", ""),
            published=known.get("published", ""),
            effective=known.get("effective", ""),
            modified=known.get("modified", ""),
            captured=known.get("captured", ""),
            status=known.get("status", ""),
            standing=read_standing(known.get("status", "")),
            address=known.get("address", ""),
            licence=licences.get(path, ""),
        )


def _claims(
    pages: Iterable[ExportedPage], wiki: Wiki, statements: Iterable[Statement]
) -> list[ExportedClaim]:
    stated: dict[str, list[Statement]] = {}
    for one in statements:
        for label in one.labels:
            stated.setdefault(label, []).append(one)
    cited: dict[str, Citation] = {}
    for page in pages:
        for found in _citations_of(wiki, page.facts.slug):
            cited.setdefault(found.label, found)
    return [
        ExportedClaim(
            label, found.source, found.unit, found.quotes, tuple(dict.fromkeys(stated[label]))
        )
        for label, found in sorted(cited.items(), key=lambda row: _place(row[1]))
        if label in stated
    ]


def _place(found: Citation) -> tuple[str, tuple[str, int, str]]:
    return found.source, citations.label_sort_key(found.label)


def _citations_of(wiki: Wiki, slug: str) -> Iterable[Citation]:
    try:
        page = wiki.page(slug)
    except UserError:  # the rule bad-front-matter reports it
        return
    for label in page.labels:
        text = page.definitions.get(label)
        found = citations.parse(label, text, page.path) if text else None
        if found:
            yield found
