"""Values on one scale, however they are written."""

import pytest

from pipeline.core.language.measures import measures


def only(text):
    (found,) = measures(text)
    return found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2 seconds", "2,000 ms"),
        ("8K tokens", "8,192 tokens"),
        ("8K tokens", "8,000 tokens"),
        ("5,150 km", "5,150,000 metres"),
        ("24KB", "24,576 bytes"),
        ("12 March 2025", "March 2025"),
        ("v2.1", "version 2.1"),
        ("40 per cent", "40%"),
        ("$5 million", "$5,000,000"),
        ("504 km", "504"),
    ],
)
def test_one_value_written_twice_is_one(one, two):
    assert only(one).agrees_with(only(two))
    assert only(two).agrees_with(only(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("2 seconds", "2 minutes"),
        ("v2.1", "v2.10"),
        ("March 2025", "March 2024"),
        ("200 gas", "800 gas"),
    ],
)
def test_two_values_are_two(one, two):
    assert not only(one).agrees_with(only(two))


def test_only_what_counts_the_same_is_comparable():
    assert only("200 gas").is_comparable_with(only("800 gas"))
    assert only("200 gas").is_comparable_with(only("the limit is 800"))
    assert not only("200 gas").is_comparable_with(only("800 bytes"))
    assert not only("12%").is_comparable_with(only("12 moons"))


def test_the_digits_of_a_name_are_no_value():
    assert [m.text for m in measures("EIP-150 set it to 200 gas")] == ["200"]
