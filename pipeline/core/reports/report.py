"""A report that code has checked: sentences, charts, what is disputed, what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import KnownSource, Material, ShownPage, ShownStatement
from pipeline.core.charts.spec import ChartSpec
from pipeline.core.reports.draft import ReportDraft
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

MadeKind = Literal["chart", "report"]
DISPUTED_KEY = "disputed"
_MOST_DISPUTES = 12


@dataclass(frozen=True)
class Report:
    """What is made of the wiki for one question, before it is a page.

    `kind` is what was asked for; a chart is a report that shows one picture and says little.
    `charts` are the specs with the names of their files. `disputed` are pairs of statements that
    the pages record as at odds. `told` is what a reviewer should know, a sentence each.
    """

    kind: MadeKind
    asked: str
    draft: ReportDraft
    material: Material
    charts: tuple[tuple[str, ChartSpec], ...] = ()
    disputed: tuple[tuple[ShownStatement, ShownStatement], ...] = ()
    struck: tuple[tuple[AnswerSentence, str], ...] = ()
    told: tuple[str, ...] = ()
    pages: Mapping[str, ShownPage] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """All marks, each once, in the order in which they stand."""
        return tuple(dict.fromkeys(self._labels()))

    def _labels(self) -> Iterator[str]:
        for said in self.draft.sentences():
            yield from said.labels
        for _, spec in self.charts:
            yield from spec.labels
        for pair in self.disputed:
            for one in pair:
                yield from one.labels

    @property
    def sources(self) -> tuple[KnownSource, ...]:
        """The records of the sources of all marks, the newest first."""
        found = self.material.records_of(self.labels)
        return tuple(sorted(found, key=lambda one: (one.published, one.label), reverse=True))


def disputes_of(
    material: Material, wiki: Wiki
) -> tuple[tuple[ShownStatement, ShownStatement], ...]:
    """Return the pairs of statements that the front matter of their pages records as at odds."""
    found: dict[tuple[str, str], tuple[ShownStatement, ShownStatement]] = {}
    for shown in material.pages:
        if shown.slug not in wiki:
            continue
        page = wiki.page(shown.slug)
        for one, other in pairs_of_page(page):
            sides = [_statement_of(label, material) for label in (one, other)]
            if sides[0] and sides[1] and sides[0] != sides[1]:
                found.setdefault((one, other), (sides[0], sides[1]))
    return tuple(found.values())[:_MOST_DISPUTES]


def pairs_of_page(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the pairs of marks that a page's front matter records as at odds."""
    rows = page.meta.get(DISPUTED_KEY)
    for row in rows if isinstance(rows, list) else ():
        one, sign, other = str(row).partition(" ~ ")
        if sign:
            yield one, other


def _statement_of(label: str, material: Material) -> ShownStatement | None:
    """Return the statement that says a claim with the fewest others beside it."""
    rows = material.by_label.get(label, ())
    return min(rows, key=lambda one: (len(one.labels), len(one.plain)), default=None)
