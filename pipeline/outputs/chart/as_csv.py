"""Write the values of a chart as CSV, each with the claims and quotes that it is from.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it. So what
is foreign and begins so is given an apostrophe, which a spreadsheet does not show; numbers are our
own and stay as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from pipeline.core.charts.spec import ChartSpec, Datum
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.wiki.citations import Citation, place_in_words

_HEADS = (
    "series", "name", "value", "unit", "across", "across_unit", "day", "until", "source",
    "standing", "claims", "raw", "quotes",
)  # fmt: skip
_FORMULA = re.compile(r"\s*[=+\-@\t\r|%]")


def chart_as_csv(spec: ChartSpec, citations: Mapping[str, Citation]) -> str:
    """Return the values as CSV with a header, by RFC 4180 with plain line ends."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_HEADS)
    for one in spec.values:
        writer.writerow(_cells(one, spec, citations))
    return written.getvalue()


def _cells(one: Datum, spec: ChartSpec, citations: Mapping[str, Citation]) -> Iterator[str]:
    cited = [citations[label] for label in one.claims if label in citations]
    places = [f"{c.source} {place_in_words(quote, c.unit)}" for c in cited for quote in c.quotes]
    quotes = [quote.text for c in cited for quote in c.quotes]
    yield inert_cell(one.series)
    yield inert_cell(one.name)
    yield _number(one.value)
    yield inert_cell(spec.encoding.y.unit if one.value is not None else "")
    yield _number(one.across)
    yield inert_cell(spec.encoding.x.unit if one.across is not None else "")
    yield one.day
    yield "yes" if one.until else ""
    yield inert_cell(one.source)
    yield one.standing or "in force"
    yield inert_cell(" ".join(one.claims))
    yield inert_cell("; ".join(places))
    yield inert_cell(" | ".join(quotes))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def inert_cell(text: str) -> str:
    """Return a foreign text as a cell that no spreadsheet takes for a formula."""
    plain = " ".join(strip_hidden(text).split())
    return f"'{plain}" if _FORMULA.match(plain) else plain
