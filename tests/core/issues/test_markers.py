"""Markers that people damaged or forged: read at once, as values that code can use, or not at all."""

import time

import pytest

from pipeline.core.github.state import Issue, make_marker, read_marker
from pipeline.core.issues.issue import Memory, memory_of, renew_memory
from pipeline.core.issues.text import dashboard

MOST_BODY = 65_536  # what GitHub takes


def issue_of(body):
    return Issue(1, "Dead links", body, "github-actions[bot]", "open", "", (), False, "")


def test_a_marker_nested_too_deeply_is_none():
    assert (
        read_marker("lint", '<!-- wiki:lint {"a":' + "[" * 30_000 + "]" * 30_000 + "} -->") is None
    )


@pytest.mark.parametrize(
    "name", ['"id":"x\\ud800"', '"\\udfff":1', '"verdict":{"since":["\\ud83d"]}']
)
def test_a_marker_with_half_a_character_is_none(name):
    body = f'<!-- wiki:lint {{"kind":"rule","essence":"","parts":"*",{name}}} -->'
    assert read_marker("lint", body) is None
    assert memory_of(issue_of(body)) is None


def test_whole_characters_outside_the_first_plane_are_read():
    assert read_marker("lint", make_marker("lint", {"id": "😀 é"})) == {"id": "😀 é"}


@pytest.mark.parametrize(
    "piece",
    ["<!-- wiki:a {", "<!-- wiki:lint {", "<!-- wiki:lint-id {} -", "<!-- wiki:lint {} -- "],
)
def test_markers_begun_and_never_ended_cost_no_time(piece):
    body = (piece * MOST_BODY)[:MOST_BODY]
    begun = time.perf_counter()
    assert read_marker("lint", body) is None
    renew_memory(body, Memory("rule", "dead-end"))
    assert time.perf_counter() - begun < 0.5


def test_a_dashboard_remembers_nothing_that_it_would_not_write():
    long = "x" * 30_000
    values = {
        "commit": "main",
        "date": long,
        "before_date": "@mona",
        "counts": {long: 1, "dead-end": 2},
    }
    values |= {"waits": {"0123456789ab": long, long: "2026-01-01", "ba9876543210": "2026-01-01"}}
    values |= {"about": [[3, long, "y"], [4, "0123456789ab", "01234567"]], "before": {long: 4}}
    past = dashboard.read_past(values)
    assert (past.commit, past.date, past.before_date) == ("", "", "")
    assert (past.counts, past.before) == ({"dead-end": 2}, {})
    assert (past.waits, past.about) == (
        {"ba9876543210": "2026-01-01"},
        {4: ("0123456789ab", "01234567")},
    )
