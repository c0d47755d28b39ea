"""Values that hold for a case each are no rivals."""

import pytest

from tests.librarian.extractive.test_referee import judged, said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The pump costs 40 euros for members.", "The pump costs 50 euros for guests."),
        ("The pump has 200 valves in the hall.", "The pump has 800 valves in the yard."),
        ("The pump has 200 valves on the left side.", "The pump has 800 valves on the right side."),
        ("The pump has 200 valves with the lid open.", "The pump has 800 valves with it closed."),
    ],
)
def test_two_cases_are_no_rivals(one, other):
    assert judged(said(one, "old", "2020"), said(other, "new", "2024")).kind == "unsure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The pump costs 40 euros for members.", "The pump costs 50 euros."),
        ("The pump costs 40 euros for members.", "The pump costs 50 euros for all members."),
        ("The pump costs 40 euros with the first reform.", "The pump costs 50 euros with the second reform."),
        ("The pump costs 40 euros under RFC-7.", "The pump costs 50 euros under RFC-9."),
        ("The pump costs 40 euros on all days.", "The pump costs 50 euros for members."),
    ],
)  # fmt: skip
def test_a_phrase_on_one_side_or_of_a_time_or_speaker_sets_nothing_apart(one, other):
    assert judged(said(one, "old", "2020"), said(other, "new", "2024")).kind == "supersedes"


def test_the_cases_of_one_sentence_replace_a_value_for_all():
    old = said("The price of the pump is 700 euros.", "old", "2020")
    new = said(
        "The pump costs 2600 euros for cold water and 100 euros for warm water.", "new", "2024"
    )
    assert (judged(old, new).kind, judged(old, new).current) == ("supersedes", "b")
    kept = said(
        "The pump costs 700 euros for cold water and 100 euros for warm water.", "new", "2024"
    )
    assert judged(old, kept).kind != "supersedes"
