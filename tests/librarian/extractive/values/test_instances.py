"""What is said of one instance of a series is never held against what is said of another."""

import pytest

from pipeline.core.claims.candidate_pairs import find_candidate_pairs
from pipeline.librarian.extractive.values.compare import compare_values
from tests.helpers.growing import Growth, article
from tests.librarian.extractive.test_referee import judged, said

PAIRS = [
    ("Route 12 of the pump works has 22 stops.", "Route 15 of the pump works has 31 stops."),
    ("Pump KT-2 has 14 valves.", "Pump KT-3 has 22 valves."),
    ("Pump 1 holds 340 cubic metres of water.", "Pump 2 holds 910 cubic metres of water."),
    ("The Stage 1 plan of the pump costs 120 dollars.", "The Stage 2 plan of the pump costs 480 dollars."),
    ("In version 2.3 the pump has 14 valves.", "In version 2.4 the pump has 22 valves."),
    ("The draft plan of the pump costs 14 dollars.", "The final plan of the pump costs 22 dollars."),
    ("The north pump of Hall A has 14 valves.", "The north pump of Hall B has 22 valves."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("turned", [False, True])
def test_the_values_of_two_instances_are_not_compared(one, other, turned):
    new, old = (other, one) if turned else (one, other)
    assert compare_values(new, old, frozenset({"pump"})) is None
    assert judged(said(old, "old", "2020"), said(new, "new", "2024")).kind == "unsure"
    assert find_candidate_pairs([said(old, "old", "2020"), said(new, "new", "2024")], 5) == []


def test_the_value_of_one_instance_is_still_compared():
    old, new = "Pump 1 has 14 valves.", "Pump 1 has 22 valves."
    assert judged(said(old, "old", "2020"), said(new, "new", "2024")).kind == "supersedes"


def test_a_version_that_changes_a_value_still_supersedes_it():
    old, new = (
        "The pump has 14 valves.",
        "Version 2.4 changes the valves of the pump to 22 (from 14).",
    )
    assert judged(said(old, "old", "2020"), said(new, "new", "2024")).kind == "supersedes"


def test_of_two_elements_with_one_reading_each_neither_replaces_the_other():
    old = "The share of barium in the soil of the pump yard reached 72 grams a tonne."
    new = "The share of cadmium in the soil of the pump yard reached 11 grams a tonne."
    assert compare_values(new, old, frozenset({"pump yard"})) is None


def test_a_report_on_further_instances_disputes_nothing():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "Kilns of Tamsin, first part", "2024-03-01",
            "Kiln 1 holds 340 bricks of clay. Kiln 2 holds 910 bricks of clay. "
            "Shaft VK-2 reached water at 14 metres. Shaft VK-3 reached water at 22 metres. "
            "The Stage 1 plan of the Tamsin kilns costs 120,000 dollars.",
        ),
    )  # fmt: skip
    plan = growth.add(
        "b.md",
        article(
            "Kilns of Tamsin, second part", "2024-09-01",
            "Kiln 3 holds 55 bricks of clay. Kiln 4 holds 77 bricks of clay. "
            "Shaft VK-4 reached water at 31 metres. Shaft VK-5 reached water at 9 metres. "
            "The Stage 2 plan of the Tamsin kilns costs 480,000 dollars.",
        ),
    )  # fmt: skip
    assert plan.conflicts == ()
    assert growth.lost == []
    assert not [f.slug for f in growth.wiki.facts.values() if f.type == "comparison"]
