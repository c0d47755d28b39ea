"""Which quotes a judge is shown beside the statement that rests on them."""

import pytest

from pipeline.core.claims.telling_quotes import select_telling_quotes
from tests.helpers.judging import side

TOLD = "The toll of gate 1 is 10 crowns for each cart."


@pytest.mark.parametrize(
    "quote",
    [
        "The toll of gate 1 is 10 crowns for each cart, and 4 on Sundays.",  # another value
        "A cart at gate 1 pays a toll of ten crowns from 1 May 2020 on.",  # a date
        "The toll of gate 1 is not asked of each cart.",  # a denial
        "Whoever drives cattle to the fair pays at the bridge.",  # other words
    ],
)
def test_a_quote_that_may_decide_is_shown(quote):
    assert select_telling_quotes(side(TOLD, quotes=(quote,))) == [quote]


@pytest.mark.parametrize(
    "quote",
    [
        TOLD,
        "Toll of gate 1: ten crowns.",  # the same value, written otherwise
        "each cart: 10 crowns at gate 1",
    ],
)
def test_a_quote_that_says_what_the_statement_says_is_not(quote):
    assert select_telling_quotes(side(TOLD, quotes=(quote,))) == []


def test_the_words_of_heading_and_page_count_as_told():
    assert (
        select_telling_quotes(side("It is high.", quotes=("High fees of the bridge toll.",))) == []
    )


def test_a_statement_that_denies_shows_a_quote_that_does_not():
    denied = side("No toll is asked at gate 1.", quotes=("A toll is asked at gate 1.",))
    assert select_telling_quotes(denied) == ["A toll is asked at gate 1."]
