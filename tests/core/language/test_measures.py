"""Values on one scale, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.language.measures import measures

NUMBERS = st.one_of(st.integers(1, 40), st.integers(990, 1_030), st.decimals(0, 3, places=1))
BOUNDS = st.sampled_from(
    ("{}", "about {}", "more than {}", "at least {}", "less than {}", "at most {}")
)
UNITS = st.sampled_from(("", " metres", " km", " %", " days", " °C", " KB", " KiB", " moons"))
VALUES = st.one_of(
    st.builds(lambda bound, n, unit: bound.format(f"{n}{unit}"), BOUNDS, NUMBERS, UNITS),
    st.sampled_from(
        ("2015", "in March 2015", "before 2015", "since 2016", "v2.1", "third-largest")
    ),
)


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


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("more than 30 albums", "31 studio albums"),
        ("at least 5 people", "5 people"),
        ("up to 40 km", "35 km"),
        ("fewer than 1,700 cases", "1,650 cases"),
        ("over 20 million copies", "25 million copies"),
        ("höchstens 5 %", "4,9 %"),
        ("more than 30 albums", "more than 30 albums"),
        ("third-highest", "3rd highest"),
        ("ranked 3rd", "No. 3"),
        ("Platz 3", "auf dem dritten Platz"),
        ("20 °C", "68 °F"),
        ("20 Grad Celsius", "68 degrees Fahrenheit"),
        ("-40 °C", "−40 °F"),
        ("22 °C", "72 °F"),
        ("a rise by 2 °C", "a rise by 3.6 °F"),
        ("1.23 million people", "1.2 million people"),
        ("49.7 %", "about 50 %"),
        ("about 650 cases", "648 cases"),
        ("two million people", "2 million people"),
        ("500 KiB", "512,000 bytes"),
        ("500 KB", "500,000 bytes"),
        ("after 2015", "in 2016"),
    ],
)
def test_values_fit_that_may_both_be_right(one, two):
    assert only(one).fits(only(two))
    assert only(two).fits(only(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("more than 30 albums", "30 studio albums"),
        ("at least 5 people", "4 people"),
        ("up to 40 km", "45 km"),
        ("under 30 grams", "30 grams"),
        ("over 20 million copies", "over 30 million copies"),
        ("less than 30 days", "more than 40 days"),
        ("mindestens 30 Meter", "29 Meter"),
        ("weniger als 30 Tage", "31 Tage"),
        ("third-highest", "second-highest"),
        ("No. 3 in the chart", "number four in the chart"),
        ("drittgrößte", "zweitgrößte"),
        ("20 °C", "20 °F"),
        ("-5 °C", "5 °C"),
        ("1.23 million people", "1.3 million people"),
        ("648 cases", "650 cases"),
        ("1 hour", "80 minutes"),
        ("500 KB", "500 KiB"),
        ("before 1987", "in 1989"),
    ],
)
def test_values_that_cannot_both_be_right_do_not_fit(one, two):
    for a, b in ((only(one), only(two)), (only(two), only(one))):
        assert a.is_comparable_with(b)
        assert not a.fits(b)


def test_the_factors_of_a_product_are_two_values():
    assert [m.values for m in measures("It has 2*300 bytes.")] == [(2.0,), (300.0,)]


def test_a_bound_is_shown_with_its_direction():
    assert only("fewer than 30 albums").shown == "less than 30"
    assert only("about 30 albums").shown == "30"


def test_whether_two_values_fit_does_not_depend_on_which_is_asked():
    written = (
        *("30 albums", "about 30 albums", "31", "more than 30 albums", "at most 40 songs", "30%"),
        *("$30", "8K", "8,192 bytes", "8 KB", "8 KiB", "v2.1", "release 2.1", "in 2019", "86 °F"),
        *("2019-05-01", "30 °C", "before 2019", "No. 3", "the third album", "0x" + "f" * 300),
        *("2,000 ms", "2 s", "1.23 million", "1,230,000", "0", "-5"),
    )
    values = [m for text in written for m in measures(f"It has {text}.")]
    for one in values:
        assert one.fits(one) or one.values == (float("inf"),)
        for other in values:
            assert one.fits(other) == other.fits(one), (one, other)
            if one.agrees_with(other) and not one.is_comparable_with(other):
                assert one.fits(other), (one, other)


@given(VALUES, VALUES)
def test_values_that_lie_apart_at_a_glance_do_not_fit_by_a_closer_look_either(said, other):
    """The glance spares the closer look, so it may rule out nothing that such a look lets pass."""
    one, two = only(said), only(other)
    assert one.fits(two) == two.fits(one)
    assert not (one.lies_apart_from(two) and one.fits_at_a_closer_look(two))


def test_a_value_is_rounded_as_it_is_written_where_the_other_has_no_unit():
    assert not only("7 days").fits(only("the limit is 400"))
    assert only("2.5 km").fits(only("the limit is 2.52"))
