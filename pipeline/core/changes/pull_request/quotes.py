"""Show claims with their quotes and places, as a value's fold or a contradiction's line needs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.text import shorten
from pipeline.core.values import Quote, Unit
from pipeline.core.wiki.citations import Citation, label_base, place_in_words

_MOST_LABELS = 4  # of one side of a conflict
_MOST_QUOTES = 4  # of one claim


def find_citation(label: str, part: Part) -> Citation | None:
    """Return what stands behind a label, after the change or before it."""
    known = part.done.after.citation(label) or part.before.citation(label)
    if known:
        return known
    source = part.change.source
    claim = next((c for c in part.change.extraction.claims if c.id == label), None)
    return Citation(label, source.path, source.unit, claim.quotes) if claim else None


def quote_blocks(
    labels: Sequence[str], part: Part, places: Places | None, detail: Detail
) -> list[str]:
    """Return the quotes of some claims as blocks, each followed by its place and date."""
    made: list[str] = []
    for label in labels[:_MOST_LABELS]:
        cited = find_citation(label, part)
        if cited is None:
            made.append(make_inert(shorten(label, 80)))
            continue
        quotes = cited.quotes[:_MOST_QUOTES]
        lines = "\n>\n".join(f"> {make_inert(shorten(q.text, detail.quote))}" for q in quotes)
        made += [lines, f"{_places(quotes, cited, places, detail)}{_date(cited, part)}"]
    if len(labels) > _MOST_LABELS:
        made[-1] += f", and {len(labels) - _MOST_LABELS} more"
    return made


def quote_inline(labels: Sequence[str], part: Part, places: Places | None, detail: Detail) -> str:
    """Return the quotes of some claims in a line, each with its place."""
    shown = []
    for label in labels[:_MOST_LABELS]:
        cited = find_citation(label, part)
        for quote in cited.quotes[:_MOST_QUOTES] if cited else ():
            where = link_place(quote, cited.source, cited.unit, places, detail) if cited else ""
            shown.append(f"“{make_inert(shorten(quote.text, detail.quote))}” ({where})")
        if cited is None:
            shown.append(make_inert(shorten(label, 80)))
    more = len(labels) - _MOST_LABELS
    return " · ".join(shown) + (f" and {more} more" if more > 0 else "")


def link_place(
    quote: Quote,
    source: str,
    unit: Unit,
    places: Places | None,
    detail: Detail,
    named: bool = True,
) -> str:
    """Return the place of a quote as a link: "saturn-274-moons, line 14", or "line 14" alone."""
    words = place_in_words(quote, unit)
    shown = f"{make_inert(shorten(label_base(source), 60))}, {words}" if named else words
    return make_link(shown, places.source(source, quote, unit) if places and detail.linked else "")


def _places(quotes: Sequence[Quote], cited: Citation, places: Places | None, detail: Detail) -> str:
    links = [
        link_place(q, cited.source, cited.unit, places, detail, named=i == 0)
        for i, q in enumerate(quotes)
    ]
    *first, last = dict.fromkeys(links or [""])
    return f"{', '.join(first)} and {last}" if first else last


def _date(cited: Citation, part: Part) -> str:
    if cited.source == part.change.source.path:
        day = part.change.extraction.published
    else:
        facts = part.done.after.records.get(cited.source)
        day = facts.record.get("published", "") if facts else ""
    return f" of {make_inert(shorten(day, 40))}" if day else ""
