"""`wiki make chart`: find the values that claims give of a quantity, and put them into a chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.answers.read_pages import read_pages
from pipeline.core.charts.asked_chart import AskedChart, quantity_words, read_asked_chart
from pipeline.core.charts.chart_words import show_value
from pipeline.core.charts.check_chart import choose_title, refuse_chart
from pipeline.core.charts.choice import ChartChoice, spec_of_choice, timeline_of
from pipeline.core.charts.claim_values import ClaimValue, QuotedValues, thing_of
from pipeline.core.charts.spec import ChartForm, ChartSpec, read_spec
from pipeline.core.claims.claim_index import ClaimNames, content_words
from pipeline.core.errors import UserError
from pipeline.core.reports.draft import LONGEST_HEADING, ReportDraft
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import slug_for
from pipeline.core.text import counted, shorten
from pipeline.core.wiki.schema import REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values

ChooseValues = Callable[[AskedChart, Sequence[ClaimValue], "ChartForm | None"], ChartChoice]
_THINGS = ("entity",)  # whose titles are no words of a quantity
_MOST_PAGES = 80  # that are read for one chart: those of the things, and those that link to them


def make_chart(
    text: str, form: ChartForm | None, wiki: Wiki, choose: ChooseValues
) -> tuple[ChartSpec, Material, tuple[str, ...]]:
    """Return the chart of a quantity, what it was made from, and what was left out.

    `UserError` where the wiki gives no such values, or they cannot stand in one chart.
    """
    asked = read_asked_chart(text, wiki)
    material = _material_of(asked, wiki)
    if asked.timeline or form == "timeline":
        thing = asked.things[0]
        pages = (material.page_by_slug[thing.slug],)
        spec = timeline_of(pages, f"Sources on {thing.title}", material, wiki, asked.text)
        left_out: tuple[str, ...] = ()
    else:
        quoted = QuotedValues(material, wiki)
        values = [value for thing in asked.things for value in quoted.of_thing(thing)]
        choice = choose(asked, values, form)
        spec, left_out = spec_of_choice(choice, asked.text), choice.left_out
    shown = dict.fromkeys(name for one in spec.values if (name := one.series or one.name))
    plain = f"{asked.quantity_name or 'values'} of {', '.join(shown)}"  # of which there are values
    titles = (spec.title, f"{plain[:1].upper()}{plain[1:]}", asked.quantity_name)
    spec = replace(choose_title(spec, titles, material), form=form or "")
    refuse_chart(spec, material)
    return spec, material, left_out


def draft_chart(
    asked: str, form: ChartForm | None, wiki: Wiki, brought: str | None = None
) -> Report:
    """Return the page of the chart of a quantity, or of a spec that somebody brings as text."""
    if brought is not None:
        spec = read_spec(brought, asked)
        return report_of_chart(spec, material_of_spec(spec, wiki), (), wiki)
    spec, material, left_out = make_chart(asked, form, wiki, choose_chart_values)
    return report_of_chart(spec, material, left_out, wiki)


def _material_of(asked: AskedChart, wiki: Wiki) -> Material:
    slugs = [thing.slug for thing in asked.things]
    around = sorted({other for slug in slugs for other in wiki.incoming(slug)})
    rows = [*slugs, *around][:_MOST_PAGES]
    return read_pages(
        (slug for slug in rows if slug in wiki and wiki.facts[slug].type not in REPEATING_TYPES),
        wiki,
    )


def chart_words(question: str, slugs: Iterable[str], wiki: Wiki) -> Iterator[str]:
    """Yield what charts on a question may show of some pages, as `make_chart` takes it.

    The quantity is made of words of the question that stand in quotes which tell of a change, in
    the order that they have there: of "what does it cost in gas?" it is "gas cost".
    """
    names = ClaimNames(wiki)
    named = dict.fromkeys(names.within(question))
    titles = " ".join(wiki.facts[slug].title for slug in named if wiki.facts[slug].type in _THINGS)
    asked = quantity_words(question) - {*content_words(titles)}
    slugs = [*slugs]
    for slug in [slug for slug in slugs if slug in named] or slugs[:1]:
        thing = thing_of(slug, wiki)
        material = _material_of(AskedChart("", (thing,), frozenset(), ""), wiki)
        best: tuple[str, ...] = ()
        for value in QuotedValues(material, wiki, names).of_thing(thing):
            if value.changes and value.sure:
                there = [
                    word
                    for word in re.findall(r"[\w-]+", value.quote)
                    if {*content_words(word)} & asked
                ]
                words = tuple(dict.fromkeys(there))
                best = max(best, words, key=len)
        if best:
            yield f"{' '.join(best)} of {thing.title}"


def material_of_spec(spec: ChartSpec, wiki: Wiki) -> Material:
    """Return the pages that cite the claims of a spec which somebody brings."""
    slugs = dict.fromkeys(slug for label in spec.labels for slug in wiki.pages_stating(label))
    return read_pages([*slugs][:_MOST_PAGES], wiki)


def report_of_chart(
    spec: ChartSpec, material: Material, left_out: tuple[str, ...], wiki: Wiki
) -> Report:
    """Return the page of one chart: a sentence on the newest value, the picture, and the values.

    The page has a heading's length of the chart's title, and the picture all of it, for those who
    hear it read.
    """
    asked = spec.asked or spec.title
    title = shorten(spec.title, LONGEST_HEADING)
    draft = ReportDraft(title, (_newest_in_words(spec, title),))
    slug = slug_for("chart", asked, spec.title, wiki)
    pages = pages_stating_labels(spec.labels, material)
    told = tuple(f"not in the chart: {why}" for why in left_out)
    return Report("chart", asked, draft, material, ((slug, spec),), told=told, pages=pages)


def _newest_in_words(spec: ChartSpec, title: str) -> AnswerSentence:
    """Return the sentence that opens the page of a chart, made of its values alone."""
    held = [one for one in spec.values if not one.until and not one.standing] or [*spec.values]
    newest = max(held, key=lambda one: one.day)
    when = f" ({newest.day})" if newest.day else ""
    things = (name for name in (newest.series, newest.name) if name not in ("", newest.source))
    of = "".join(f" of {name}" for name in [*things][:1])
    if newest.value is None:
        said = f"{title}: the newest of {counted(len(spec.values), 'source')} is"
        return AnswerSentence(f"{said} {newest.source}{when}.", newest.claims)
    value = show_value(newest, spec)
    what = f"{title}: {value}{of} in {newest.source}{when}"
    return AnswerSentence(f"{what}, of {counted(len(spec.values), 'value')} below.", newest.claims)


def pages_stating_labels(labels: Sequence[str], material: Material) -> dict[str, ShownPage]:
    """Return the fewest pages on which all these marks stand, things before summaries."""
    left = dict.fromkeys(labels)
    found: dict[str, ShownPage] = {}
    held = {
        page.slug: {label for said in page.statements for label in said.labels}
        for page in material.pages
    }
    while left:
        best = max(
            material.pages,
            key=lambda page: (len(held[page.slug] & left.keys()), page.type != SUMMARY_TYPE),
            default=None,
        )
        if best is None or not held[best.slug] & left.keys():
            break
        found[best.slug] = best
        left = dict.fromkeys(label for label in left if label not in held[best.slug])
    if left:
        raise UserError(
            f"No page cites {', '.join([*left][:5])} any more.", "Ask for the chart anew."
        )
    return found
