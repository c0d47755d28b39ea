"""What `wiki make` filed and does not hold any more, and a chart made of its words again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.charts.check_chart import object_to_chart
from pipeline.core.charts.spec import SPEC_MARK, ChartSpec, write_spec
from pipeline.core.errors import UserError
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import ASKED_KEY, CHARTS_FOLDER, find_made_page
from pipeline.core.reports.wanted_output import WantedOutput
from pipeline.core.text import digest
from pipeline.core.wiki.schema import MADE_KEY, REPORT_TYPE
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.make.make_chart import draft_chart, material_of_spec, report_of_chart
from pipeline.operations.make.write_document import filed_page
from pipeline.operations.repository.snapshot import Snapshot

RULE = "stale-output"
_MADE = ("chart", "report")


def find_stale_outputs(snapshot: Snapshot, day: str) -> tuple[WantedOutput, ...]:
    """Return what was made as a page and does not hold any more, each once, by kind and words."""
    paths = dict.fromkeys(found.path for found in lint_wiki(snapshot, day, {RULE}))
    return tuple(dict.fromkeys(one for path in paths for one in _what_was_asked(path, snapshot)))


def _what_was_asked(path: str, snapshot: Snapshot) -> Iterator[WantedOutput]:
    facts = snapshot.wiki.at(path)
    if facts is None or facts.type != REPORT_TYPE:  # a page that only shows a chart of another
        return
    meta = snapshot.wiki.page(facts.slug).meta
    kind, asked = str(meta.get(MADE_KEY) or ""), str(meta.get(ASKED_KEY) or "")
    if kind in _MADE and asked:
        yield WantedOutput(kind, asked)


@dataclass(frozen=True)
class FiledChart:
    """The chart of a page that was filed, with the name of its files.

    `mended` tells that a person has changed the values: the picture was drawn from others.
    """

    name: str
    spec: ChartSpec
    mended: bool


def find_filed_chart(asked: str, snapshot: Snapshot) -> FiledChart | None:
    """Return the chart that was filed for these words; None without one, or without its values."""
    slug = find_made_page("chart", asked, snapshot.wiki)
    try:
        page = filed_page(slug, snapshot) if slug else None
    except UserError:  # its values are gone or cannot be read: they are looked for again
        return None
    if page is None or not page.charts:
        return None
    name, spec = next(iter(page.charts.items()))
    folder = page.page.path.rpartition("/")[0]
    drawn = snapshot.text_of(f"{folder}/{CHARTS_FOLDER}/{name}.svg")
    mark = f'{SPEC_MARK}="{digest(write_spec(spec))}"'
    return FiledChart(name, spec, drawn is not None and mark not in drawn[:2_000])


def draft_chart_again(asked: str, snapshot: Snapshot) -> Report:
    """Return the page of a chart by its words, in the form that somebody chose for it earlier.

    Where a person has mended the values beside the picture, and they hold, they are kept and the
    picture is drawn from them. `UserError` where the wiki gives no such values.
    """
    wiki, filed = snapshot.wiki, find_filed_chart(asked, snapshot)
    if filed and filed.mended:
        material = material_of_spec(filed.spec, wiki)
        if not [*object_to_chart(filed.spec, material)]:
            return report_of_chart(filed.spec, material, (), wiki)
    return draft_chart(asked, filed.spec.form or None if filed else None, wiki)
