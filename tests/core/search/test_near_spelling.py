"""Which word somebody probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.search.near_spelling import (
    count_slips,
    nearest_names,
    nearest_spellings,
    slips_allowed,
    spelling_of,
)

KNOWN = ["enceladus", "europa", "titan", "triton", "jupiter", "eip2929"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("enceladsu", ["enceladus"]),
        ("encaladus", ["enceladus"]),
        ("enclads", ["enceladus"][:0]),
        ("uropa", ["europa"]),
        ("europaa", ["europa"]),
        ("titn", ["titan"]),
        ("jpuiter", ["jupiter"]),
        ("eip2930", []),
        ("ito", []),
        ("saturn", []),
    ],
)
def test_the_nearest_spelling_is_found_where_few_letters_are_wrong(typed, meant):
    assert nearest_spellings(typed, KNOWN) == meant


def test_of_several_as_near_all_are_returned():
    assert nearest_spellings("tiitan", ["titan", "tiitan2", "tritan"]) == ["titan", "tritan"]
    assert nearest_spellings("bare", ["bark", "barn"]) == ["bark", "barn"]


def test_a_slip_is_one_letter_or_two_that_changed_places():
    assert count_slips("abcd", "abcd", 2) == 0
    assert count_slips("abcd", "abdc", 2) == 1
    assert count_slips("abcd", "bcd", 2) == 1
    assert count_slips("abcd", "abxcd", 2) == 1
    assert count_slips("abcd", "wxyz", 2) == 3
    assert slips_allowed("abc") == 0
    assert slips_allowed("abcd") == 1
    assert slips_allowed("abcdefgh") == 2


def test_spellings_are_compared_without_case_and_accents():
    assert spelling_of("Łódź") == "lodz"


def test_the_nearest_names_share_pairs_of_letters():
    names = ["Europa", "Europa Clipper", "Titan"]
    assert nearest_names("europe", names, 3) == ["Europa", "Europa Clipper"]
    assert nearest_names("zzzz", names, 3) == []
    assert nearest_names("", names, 3) == []
    assert nearest_names("x" * 100_000, names, 3) == []


words = st.text(alphabet="abcd", max_size=8)


@given(words, words)
def test_slips_are_the_same_both_ways_and_none_for_one_word_alone(one, other):
    assert count_slips(one, other, 9) == count_slips(other, one, 9)
    assert (count_slips(one, other, 9) == 0) == (one == other)
    assert count_slips(one, other, 1) == min(2, count_slips(one, other, 9))
