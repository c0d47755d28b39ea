"""A report or a chart was made of statements, values or a spec that have changed since.

The front matter of a page that `wiki make` filed names the pages it was made from, each with a
digest of what they say with its marks (`rests_on`). A chart stands beside the page as a picture
and as the values it was drawn from (`charts/NAME.json`), each with its claims. What was made may
mislead by now where such a page says something else, where a claim does not hold its value any
more, or where the values were changed and the picture was not drawn anew.

Bad:  a chart of 800 gas for `SLOAD`, while the claim behind it now quotes 2,100
Good: the same made anew, by `wiki make` with the words in the page's `asked`
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.errors import UserError
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.paths import is_chart_path
from pipeline.core.text import digest, shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import PageFacts
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import BASIS_KEY, MADE_KEY, REPORT_TYPE
from pipeline.rules.stale_answer import find_quotes_gone, rows_of, why_stale

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)

_ADVICE = (
    "Make it anew: `wiki make` with the words in `asked`. If it holds as it is, take the line out"
    f" of `{BASIS_KEY}`."
)
_ADVICE_ON_CHART = "Make the chart anew: `wiki make chart` with its words, or with this file."
_MOST_PAGES = 40  # that state the claims of one chart


def check(view: View) -> Iterator[Spot]:
    """Yield what has become otherwise beneath each page and chart that was made."""
    told: set[str] = set()
    shown = [(facts, _charts_of(facts)) for facts in view.all_facts()]
    for facts, charts in sorted(
        (row for row in shown if row[1] or row[0].type == REPORT_TYPE),
        key=lambda row: (row[0].type != REPORT_TYPE, row[0].path),
    ):
        made = facts.type == REPORT_TYPE and f"\n{MADE_KEY}:" in view.wiki.text_at(facts.path)
        page = view.page(facts.path) if charts or made else None
        if page is None:
            continue
        if made:
            yield from _of_statements(page, facts, view)
        for picture in charts:
            if picture.endswith(".svg") and picture not in told:
                told.add(picture)
                yield from _of_chart(page, picture, view)


def _charts_of(facts: PageFacts) -> list[str]:
    """Return the paths of the charts that a page shows; nearly no page shows any."""
    if "/charts/" not in " ".join(facts.refs):
        return []
    return [ref[1:] for ref in facts.refs if ref[:1] == "(" and is_chart_path(ref[1:])]


def _of_statements(page: Page, facts: PageFacts, view: View) -> Iterator[Spot]:
    line = line_of(page, f"\n{BASIS_KEY}:") + 1
    rows = rows_of(page)
    for slug, was in rows:
        if why := why_stale(slug, was, facts.labels, view):
            yield Spot(facts.path, slug, f"this rests on [[{slug}]], {why}", _ADVICE, line)
    for label, source, quote in find_quotes_gone(page, view) if rows else ():
        said = f"this rests on {source}, which does not hold “{quote}” any more"
        yield Spot(facts.path, label, said, _ADVICE, line)


def _of_chart(page: Page, picture: str, view: View) -> Iterator[Spot]:
    """Yield what of a chart does not hold: its values, or that it was drawn from them."""
    # Imported here, as few wikis have a chart, and every lint would wait for these.
    from pipeline.core.answers.read_pages import read_pages
    from pipeline.core.charts.check_chart import object_to_chart
    from pipeline.core.charts.spec import SPEC_MARK, read_spec, write_spec

    drawn, values = view.beside(picture), f"{picture.removesuffix('.svg')}.json"
    text = view.beside(values)
    if drawn is None:  # the rule dead-link reports it
        return
    name = values.rpartition("/")[2]
    line = line_of(page, f"{picture.rpartition('/')[2]})")
    if text is None:
        said = f"the values of this chart are gone: {values}"
        yield Spot(page.path, name, said, _ADVICE_ON_CHART, line)
        return
    try:
        spec = read_spec(text, values)
    except UserError as error:
        yield Spot(page.path, name, shorten(error.message, 300), _ADVICE_ON_CHART, line)
        return
    slugs = dict.fromkeys(slug for label in spec.labels for slug in view.wiki.pages_stating(label))
    material = read_pages([*slugs][:_MOST_PAGES], view.wiki)
    why = next(object_to_chart(spec, material), "")
    if why:
        said = f"this chart does not hold any more: {why}"
        yield Spot(page.path, name, said, _ADVICE_ON_CHART, line)
    elif f'{SPEC_MARK}="{digest(write_spec(spec))}"' not in drawn[:2_000]:
        said = f"this picture was drawn from other values than {values} has"
        yield Spot(page.path, name, said, _ADVICE_ON_CHART, line)
