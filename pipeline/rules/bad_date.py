"""A date in front matter is no date, lies in the future, or is an update before the creation.

`created` and `updated` are days; `published`, `modified` and `captured` may be a month or a year.
Some editors write the moment as a number, of seconds or milliseconds since 1970, which is left as
it is. `effective` may be an event (`Berlin upgrade`) and may lie ahead, so it is wrong only where
it begins like a date and is none.

Bad:  `updated: 2026-02-30`, `updated: 11.4.2026`, `created: 2026-05-01` with `updated: 2026-04-11`
Good: `updated: 2026-04-11`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.findings.view import Spot, View, line_of
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import PageFacts

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"  # a finding about one page is kept, and this one depends on the day
RUNS_IN: RunsIn = ("lint",)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COARSE_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DATE_WITH_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
_MOMENT = re.compile(r"[01]\d{9}(?:\d{3})?")  # seconds or milliseconds since 1970
_LIKE_A_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?!\d)")
_SOURCE_KEYS = ("published", "modified", "captured", "effective")
_CLOCK_ROOM = timedelta(days=1)  # somewhere it is tomorrow already


def check(view: View) -> Iterator[Spot]:
    today = parse_date(view.today)
    latest = today + _CLOCK_ROOM if today else date.max
    right: set[tuple[str, ...]] = set()  # that were looked at once; many pages have the same
    for facts in view.all_facts():
        dates = (
            facts.created,
            facts.updated,
            *(facts.record.get(key, "") for key in _SOURCE_KEYS if facts.record),
        )
        if dates not in right:
            spots = list(_spots_of_page(view, facts, latest))
            yield from spots
            if not spots:
                right.add(dates)


def _spots_of_page(view: View, facts: PageFacts, latest: date) -> Iterator[Spot]:
    for key, value in _dates(facts):
        if wrong := _what_is_wrong(key, value, latest):
            yield _spot(view, facts, key, f"`{key}: {value[:40]}` {wrong}", _SUGGESTIONS[key])
    if facts.created > facts.updated and _is_day(facts.created) and _is_day(facts.updated):
        message = f"`updated: {facts.updated}` is before `created: {facts.created}`"
        yield _spot(view, facts, "updated", message, "Put the two right.")


_SUGGESTIONS = {
    "created": "Write the day as 2026-04-11.",
    "updated": "Write the day as 2026-04-11.",
    "published": "Write 2026, 2026-04 or 2026-04-11.",
    "modified": "Write 2026, 2026-04 or 2026-04-11.",
    "captured": "Write 2026, 2026-04 or 2026-04-11.",
    "effective": "Write the date as 2026-04-11, or the event in words.",
}


def _dates(facts: PageFacts) -> Iterator[tuple[str, str]]:
    if facts.created:
        yield "created", facts.created
    if facts.updated:
        yield "updated", facts.updated
    for key in _SOURCE_KEYS:
        if facts.record.get(key):
            yield key, facts.record[key]


def _is_day(value: str) -> bool:
    return bool(_DAY.fullmatch(value))


def _what_is_wrong(key: str, value: str, latest: date) -> str:
    """Say what is wrong with one date, or nothing where it is right."""
    if _MOMENT.fullmatch(value):
        return ""
    found = parse_date(value)
    if key == "effective":
        return "is no day of the calendar" if found is None and _LIKE_A_DATE.match(value) else ""
    form = _DAY if key in ("created", "updated") else _COARSE_DATE
    if not (form.fullmatch(value) or (key == "captured" and _DATE_WITH_TIME.fullmatch(value))):
        return "is no day" if form is _DAY else "is no date"
    if found is None:
        return "is no day of the calendar"
    return "is yet to come" if found > latest else ""


def _spot(view: View, facts: PageFacts, key: str, message: str, suggestion: str) -> Spot:
    page = view.page(facts.path)
    line = line_of(page, f"\n{key}:") + 1 if page else 1
    return Spot(facts.path, key, message, suggestion, line)
