"""What a verdict must hold to be believed in form, whoever gave it."""

from dataclasses import replace

import pytest

from pipeline.core.claims.as_findings import make_findings
from pipeline.core.claims.judgement import Judged, Verdict
from pipeline.core.claims.verdict_checks import exchange_sides, problems_of_verdict, tidy_verdict
from tests.helpers.judging import pair, side

RIGHT = Verdict("supersedes", "b", "2023-05-01", "The toll has risen.", "10 crowns", "25 crowns")


def test_a_right_verdict_has_no_problem():
    assert problems_of_verdict(pair(), RIGHT) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"current": ""}, "needs `current`"),
        ({"kind": "contradicts"}, '`current` is ""'),
        ({"words_a": ""}, "needs the deciding words of both sides"),
        ({"words_a": "25 crowns"}, "words_a: “25 crowns” does not stand in the statement"),
        ({"words_b": "25  crowns or so"}, "words_b: "),
        ({"why": ""}, "`why` is empty"),
        ({"since": "June 2024"}, "`since`: 2024 stands on neither side"),
        ({"kind": "scope", "current": ""}, "`scope` needs scope_a and scope_b"),
    ],
)
def test_what_is_wrong_is_said(change, said):
    (found,) = problems_of_verdict(pair(), replace(RIGHT, **change))
    assert said in found


def test_words_may_stand_in_a_quote_and_white_space_does_not_count():
    asked = replace(
        pair(), a=side("The toll is ten.", quotes=("the toll of\ngate 1   shall be 10 crowns",))
    )
    assert (
        problems_of_verdict(
            asked, tidy_verdict(replace(RIGHT, words_a="gate 1\nshall be 10 crowns"))
        )
        == []
    )


def test_a_verdict_turned_twice_is_itself():
    verdict = replace(RIGHT, scope_a="old", scope_b="new")
    assert exchange_sides(verdict) == replace(
        verdict, current="a", words_a="25 crowns", words_b="10 crowns", scope_a="new", scope_b="old"
    )
    assert exchange_sides(exchange_sides(verdict)) == verdict


def test_texts_are_made_one_line_short_and_visible():
    verdict = tidy_verdict(
        replace(RIGHT, why="Look \u202ehere\n\nand " + "on " * 500, since="\u200b2023")
    )
    assert "\u202e" not in verdict.why
    assert "\n" not in verdict.why
    assert len(verdict.why) <= 600
    assert verdict.since == "2023"


def test_a_finding_stands_where_something_is_to_be_changed_and_each_contradiction_is_one():
    elsewhere = replace(
        pair(), a=replace(pair().a, slug="elsewhere", path="wiki/concepts/elsewhere.md")
    )
    rows = [
        Judged(pair(), RIGHT, "m"),
        Judged(elsewhere, RIGHT, "m"),
        Judged(pair(2), Verdict("agrees", why="x"), "m"),
    ]
    (found,) = make_findings(rows, lambda p: "the toll of the gate")
    assert (found.rule, found.severity, found.path) == (
        "superseded-claim",
        "warning",
        "wiki/concepts/bridge-toll.md",
    )
    assert found.message == (
        "“10 crowns” (wiki/concepts/bridge-toll.md:1; fees-2020 of 2020-01-01) no longer holds since 2023-05-01, as "
        "“25 crowns” (wiki/concepts/bridge-toll.md:1; fees-2023 of 2023-05-01) says: The toll has risen."
    )


def test_a_contradiction_with_the_quoted_source_stands_on_the_page():
    asked = replace(pair(), a=replace(pair().a, slug="", path="raw/fees-2020.md"))
    verdict = Verdict("contradicts", "", "", "They differ.", "10 crowns", "25 crowns")
    (found,) = make_findings([Judged(asked, verdict, "m")], lambda p: "x")
    assert (found.rule, found.path) == ("contradiction", "wiki/concepts/bridge-toll.md")
    assert "“10 crowns” (its source; fees-2020 of 2020-01-01)" in found.message
