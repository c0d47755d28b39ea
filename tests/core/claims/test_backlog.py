"""What is told of the pairs that wait for a judge."""

import pytest

from pipeline.core.claims.backlog import Backlog, tell_backlog

DAY = "2026-04-01"


def test_nothing_is_said_where_nothing_waits():
    assert tell_backlog(Backlog(per_run=5.0), DAY) == []


def test_what_waits_has_a_price_and_a_day():
    left = Backlog(1_200, 3_000, 0, 12.0, 30.0, 5.0)
    assert tell_backlog(left, DAY) == [
        "1200 pairs of those most likely at odds wait, about $12.00: done in 3 runs of $5.00, by"
        " 2026-04-22 at one a week.",
        "The other 3000 pairs that wait are less likely, about $30.00: done in 9 runs of $5.00, by"
        " 2026-06-03 at one a week.",
    ]


def test_where_only_the_unlikely_waits_it_says_so():
    assert tell_backlog(Backlog(0, 1, 2, None, 0.001, 5.0), DAY) == [
        "All pairs that are most likely at odds are judged.",
        "The 1 pair that waits is less likely, about $0.01: done in 1 run of $5.00, by 2026-04-08"
        " at one a week.",
        "2 pairs more need no judge: the pages say already how the two stand.",
    ]


@pytest.mark.parametrize("per_run", [0.0, -1.0, 1e-320])
def test_a_budget_that_pays_for_nothing_promises_no_day(per_run):
    (line,) = tell_backlog(Backlog(likely=3, likely_dollars=0.02, per_run=per_run), DAY)
    assert line == "3 pairs of those most likely at odds wait, about $0.02."


def test_a_price_that_nobody_knows_is_left_out():
    (line,) = tell_backlog(Backlog(likely=1, per_run=5.0), DAY)
    assert line == "1 pair of those most likely at odds waits."


def test_what_takes_for_ever_is_called_so_and_a_day_that_is_none_is_not_counted_from():
    (long,) = tell_backlog(Backlog(likely=9, likely_dollars=9e6, per_run=5.0), DAY)
    assert long.endswith("at $5.00 a run more than ten years.")
    (other,) = tell_backlog(Backlog(likely=9, likely_dollars=9.0, per_run=5.0), "9999-12-31")
    assert other.endswith("done in 2 runs of $5.00.")
