"""Clauses that are the same but for one number, in sentences that differ otherwise."""

import pytest

from pipeline.librarian.extractive.values.clause_twins import compare_clauses
from tests.librarian.extractive.test_referee import judged, said

PUMP = frozenset({"pump"})
NONE = (frozenset(), frozenset())
PLAIN = "The pump lifts 40 barrels of water above the old weir."


@pytest.mark.parametrize(
    "text",
    [
        "According to the manual, the pump lifts 55 barrels of water above the old weir.",
        "Under TR-77, the pump lifts 55 barrels of water above the old weir.",
        "With the third reform, the pump lifts 55 barrels of water above the old weir.",
        "The reading shows that the pump is lifting 55 barrels of water above the old weir.",
        "It is set to a false hour, which suggests that the pump is lifting 55 barrels of water"
        " above the old weir.",
    ],
)
def test_who_speaks_and_since_when_is_set_aside(text):
    assert compare_clauses(text, PLAIN, PUMP, NONE).new.text == "55"
    assert judged(said(PLAIN, "old", "2020"), said(text, "new", "2024")).kind == "supersedes"


@pytest.mark.parametrize(
    "text",
    [
        "In Norway, the pump lifts 55 barrels of water above the old weir.",
        "Under German law, the pump lifts 55 barrels of water above the old weir.",
        "The pump lifts 55 barrels of oil above the old weir.",
        "The pump does not lift 55 barrels of water above the old weir.",
        "If it rains, the pump lifts 40 barrels; it lifts 55 barrels of water above the old weir.",
        "The crane lifts 55 barrels of water above the old weir.",
        "The pump lifted 55 barrels of water above the old weir until 2019.",
        "The pump lifts 55 sacks of water above the old weir.",
    ],
)
def test_what_may_be_another_case_is_not_compared(text):
    assert compare_clauses(text, PLAIN, PUMP, NONE) is None


def test_a_pointer_may_point_at_two_things():
    one, other = (
        "This delays the pump by {} seconds, about {} days.".format(*numbers)
        for numbers in (("42 million", "486"), ("29 million", "336"))
    )
    assert compare_clauses(one, other, PUMP, NONE) is None


def test_a_statement_may_open_with_the_name_of_its_own_source():
    text = "TR-77 lets the pump lift 55 barrels of water above the old weir."
    sources = (frozenset({"tr-77"}), frozenset())
    assert compare_clauses(text, PLAIN, PUMP, sources).new.text == "55"
