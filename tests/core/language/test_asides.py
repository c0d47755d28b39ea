"""What a sentence adds to what it states is no value of its subject."""

import pytest

from pipeline.core.language.asides import strip_bracketed_dates, strip_comparison


@pytest.mark.parametrize(
    "text",
    [
        "The limit is 30 million (2021-04-15).",
        "The limit is 30 million (EIP-2929, 2021).",
        "The limit is 30 million (as of 14 April 2021).",
        "The limit is 30 million (published 2021-04; since 2022).",
    ],
)
def test_a_date_in_brackets_goes(text):
    assert strip_bracketed_dates(text) == "The limit is 30 million."


@pytest.mark.parametrize(
    "text",
    ["It holds 2 litres (about 2,000 ml).", "It was built in 2021.", "It (the old one) fell."],
)
def test_other_brackets_and_dates_of_the_sentence_stay(text):
    assert strip_bracketed_dates(text) == text


def test_a_likeness_at_the_end_goes():
    assert (
        strip_comparison("The hoist lifts 3 tonnes, just as the crane does.")
        == "The hoist lifts 3 tonnes"
    )
    assert (
        strip_comparison("The hoist, as the crane, lifts 3 tonnes.")
        == "The hoist, as the crane, lifts 3 tonnes."
    )
