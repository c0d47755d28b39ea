"""A page claims high confidence, but it or all its sources are older than `stale_after`.

`derive` measures the age of sources at the page's own last update, so that the same pages always
give the same result, and lowers no page as days pass. That is what this rule is for, and it
measures by today. Where `derive` would lower the page already (somebody wrote `high`, or
`stale_after` became shorter), one run of it mends that for good, and the rule says so. A source
without a date is not known to be old. A month or a year is old when it has wholly passed out of the
span.

Bad:  `confidence: high` on a page updated two years ago, with `stale_after: 6 months`
Good: the same page with a newer source, or looked through and updated, whereupon its confidence is
      medium
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.facts import PageFacts

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    today = parse_date(view.today)
    if today is None:
        return
    span = timedelta(days=view.schema.rules.stale_after)
    for facts in view.all_facts():
        updated = parse_date(facts.updated) if facts.confidence == "high" else None
        if updated is None:
            continue
        published = _published_dates(view, facts)
        newest = max((last_day_of(x) for x in published), default=None) if all(published) else None
        if newest and newest < updated - span:
            yield _spot(
                view,
                facts,
                f"its newest source is of {max(published)}",
                "Run `wiki derive`, which lowers it.",
            )
        elif newest and newest < today - span:
            yield _spot(view, facts, f"its newest source is of {max(published)}", _REVIEW_ADVICE)
        elif updated < today - span:
            yield _spot(view, facts, f"it was last updated on {facts.updated}", _REVIEW_ADVICE)


_REVIEW_ADVICE = (
    "Add a newer source; or look the page through, set `updated` to today and run `wiki derive`."
)


def _spot(view: View, facts: PageFacts, why: str, what: str) -> Spot:
    page = view.page(facts.path)
    line = line_of(page, "\nconfidence:") + 1 if page else 1
    return Spot(
        facts.path, facts.slug, f"“{facts.title}” says confidence high, but {why}", what, line
    )


def _published_dates(view: View, facts: PageFacts) -> Sequence[str]:
    """Return the published date of every source that a page cites, empty for one without."""
    bases = {base_of(label) for label in facts.labels}
    records = (view.wiki.by_label[base] for base in bases if base in view.wiki.by_label)
    return [f.record.get("published", "") for f in records]


@lru_cache(maxsize=10_000)  # a source is cited on many pages
def last_day_of(text: str) -> date:
    """Return the last day of an ISO day, month or year; the first of all days for what is none."""
    first = parse_date(text)
    if first is None:
        return date.min
    if len(text) >= 10:
        return first
    month = 12 if len(text) < 7 else first.month
    return date(first.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
