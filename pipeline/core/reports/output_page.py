"""A page as an output is made of it: its text, the charts on it, and the sources it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.core.answers.material import KnownSource
from pipeline.core.answers.read_pages import read_page, records_of
from pipeline.core.charts.spec import ChartSpec, read_spec
from pipeline.core.errors import UserError
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import CHARTS_FOLDER
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

_SHOWN = re.compile(rf"\]\({CHARTS_FOLDER}/([a-z0-9][a-z0-9._-]{{0,120}})\.svg\)")


@dataclass(frozen=True)
class OutputPage:
    """A page with all that stands behind it, at one commit.

    `charts` are the specs of the charts that it shows, by the names of their files. `titles` are
    those of the pages that it links to, by their slugs. `address` is the repository on the web at
    that commit, such as `https://github.com/acme/wiki/blob/0123`; empty where it is not known.
    """

    title: str
    page: Page
    charts: Mapping[str, ChartSpec] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    sources: tuple[KnownSource, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    address: str = ""

    @property
    def source_by_path(self) -> dict[str, KnownSource]:
        """The records of its sources, by their paths."""
        return {source.path: source for source in self.sources}


def read_output_page(
    page: Page,
    wiki: Wiki,
    text_of: Callable[[str], str | None],
    language: str = "en",
    address: str = "",
) -> OutputPage:
    """Return a page as an output is made of it; `text_of` gives the files beside it.

    `UserError` where the spec of a chart that it shows cannot be read.
    """
    shown, known = read_page(page, wiki)
    folder = f"{page.path.rpartition('/')[0]}/{CHARTS_FOLDER}"
    charts = {}
    for name in dict.fromkeys(_SHOWN.findall(page.body)):
        where = f"{folder}/{name}.json"
        text = text_of(where)
        if text is None:
            raise UserError(
                f"{page.path} shows a chart whose values are gone: {where}.", "Make it anew."
            )
        charts[name] = read_spec(text, where)
    titles = {slug: facts.title for slug, facts in wiki.facts.items()}
    sources = records_of([shown], known, wiki)
    return OutputPage(shown.title, page, charts, known, sources, titles, language, address)


def page_of_report(
    report: Report, text: str, path: str, wiki: Wiki, language: str = "en", address: str = ""
) -> OutputPage:
    """Return a report that is on no page yet as an output is made of it."""
    page = Page.parse(path, text)
    shown, known = read_page(page, wiki)
    titles = {slug: facts.title for slug, facts in wiki.facts.items()}
    return OutputPage(
        shown.title, page, dict(report.charts), known, report.sources, titles, language, address
    )
