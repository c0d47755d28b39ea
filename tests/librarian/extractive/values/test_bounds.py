"""A value outside a bound, and what takes an older statement's place without a value of its own."""

from dataclasses import replace

import pytest

from pipeline.librarian.extractive.values.bounds import compare_with_bound
from tests.librarian.extractive.test_referee import judged, said


@pytest.mark.parametrize(
    ("bound", "exact"),
    [
        ("The pump has more than 650 valves.", "There are 642 brass valves in the pump."),
        ("The pump has fewer than 120 valves.", "The pump holds 145 valves."),
        ("The pump has at least 40 valves.", "The pump has 37 valves in all."),
        ("The pump was built before May 1987.", "The pump (built 19 April 1989) lifts water."),
    ],
)
def test_a_value_outside_a_bound_contradicts_it(bound, exact):
    assert judged(said(bound, "x"), said(exact, "y")).kind in ("contradicts", "scope")
    assert compare_with_bound(bound, exact)
    assert compare_with_bound(exact, bound)


@pytest.mark.parametrize(
    ("bound", "exact"),
    [
        ("The pump has more than 650 valves.", "The pump has 700 valves."),
        (
            "The pump has more than 650 valves.",
            "The pump has 20 valves.",
        ),  # so far off that it is something else
        ("The pump has more than 650 valves.", "The pump has 642 wheels."),
        ("The pump has at least 40 valves.", "The pump has 40 valves."),
        (
            "By 2 May 2020 the pump had more than 650 valves.",
            "As of 2 April 2020 the pump had 642 valves.",
        ),
        ("The pump has more than 650 valves.", "The pump has about 642 valves."),
        ("The pump has more than 650 valves.", "The pump has more than 600 valves."),
        ("The pump sold for more than $ 35.7 million.", "The pump sold for $ 35.7 million."),
    ],
)
def test_what_a_bound_allows_or_does_not_speak_of_is_no_contradiction(bound, exact):
    assert compare_with_bound(bound, exact) is None
    assert compare_with_bound(exact, bound) is None


def test_a_name_in_the_place_of_a_number_supersedes():
    old = said(
        "If the handle equals the lever by day, 200 litres are taken from the pump.", "old", "2020"
    )
    new = said(
        "If the handle equals the lever by day, FLOW_COST are taken from the pump.", "new", "2024"
    )
    found = judged(old, new)
    assert (found.kind, found.current, found.words_a, found.words_b) == (
        "supersedes",
        "b",
        "200",
        "FLOW_COST",
    )
    other = said(
        "If the handle equals the lever by night, FLOW_COST are taken from the pump.", "new", "2024"
    )
    assert judged(old, other).kind == "unsure"


def test_a_change_that_was_announced_and_made_supersedes_the_announcement():
    old = said("A change to this function is likely to come in the future.", "pumps", "2020")
    new = said("This text changes the function of the pumps.", "new", "2024")
    assert judged(old, new).kind == "supersedes"
    assert (
        judged(old, said("This text changes the function of the lever.", "new", "2024")).kind
        == "unsure"
    )
    assert (
        judged(
            new, said("A change to this function is likely to come in the future.", "pumps", "2025")
        ).kind
        == "unsure"
    )


def test_a_name_in_the_place_of_a_number_needs_another_value_where_the_words_move():
    old = said(
        "In an idle turn, where the handle equals the lever by day, 200 litres are taken.",
        "old",
        "2020",
    )
    new = said(
        "If the handle equals the lever by day, which is an idle turn, FLOW_COST are taken.",
        "new",
        "2024",
    )
    assert judged(old, new).kind == "unsure"
    for value, kind in (("800", "supersedes"), ("200", "unsure")):
        told = replace(new, quotes=(f"FLOW_COST is {value}.",))
        assert judged(old, told).kind == kind


def test_an_announcement_may_be_known_by_the_words_for_what_is_to_change():
    new = said("TR-77 changes the fill level of the tank.", "new", "2024")
    for text in (
        "A change of the fill level of the tank is likely to come in the future.",
        "The tank is expected to see a change of its fill level in the future.",
    ):
        assert judged(said(text, "old", "2020"), new).kind == "supersedes"
    warns = said(
        "TR-77 warns that future changes may lower the fill level of the tank.", "new", "2024"
    )
    assert judged(said(text, "old", "2020"), warns).kind == "unsure"
