"""The one issue while no source can be compiled: what it says for each cause."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from pipeline.core.errors import StopCause
from pipeline.core.github.places import Places
from pipeline.operations.github.results import Failure
from pipeline.operations.github.stopped_issue import TITLES, write_body

PLACES = Places("https://github.com/acme/wiki", "c" * 40, "", "1001")


def body(cause, message="The server says no.", hint="Do this.", paths=("raw/a.md",)):
    failure = Failure("raw/a.md", "0" * 64, message, hint, 0.0, stopped=cause)
    return write_body(cause, failure, paths, 3, PLACES)


@pytest.mark.parametrize("cause", get_args(StopCause))
def test_each_cause_has_a_title_and_says_what_to_do_and_that_nothing_is_lost(cause):
    assert 20 < len(TITLES[cause]) <= 70
    text = body(cause)
    assert text.startswith("**1 source waits.** Nothing is lost, nothing half-written")
    assert re.search(r"\*\*To do:\*\* .*(Do this\.|dollars_per_run)", text)
    assert (
        "Met in 3 runs, last in [run 1001](https://github.com/acme/wiki/actions/runs/1001)" in text
    )
    assert ("settings/secrets/actions" in text) is (cause in ("credential", "setup"))


def test_foreign_text_takes_no_effect_and_many_sources_are_counted():
    paths = [f"raw/`{n}` @all.md" for n in range(300)]
    text = body("setup", "No, @alice: <b>fixes #1</b>\n\n# Big", "See [x](javascript:x) #2", paths)
    assert "**300 sources wait.**" in text
    assert "and 200 more" in text
    assert "@alice" not in text
    assert "<b>" not in text
    assert "\n# Big" not in text
    assert "[x](javascript:" not in text
    assert len(text) < 10_000
