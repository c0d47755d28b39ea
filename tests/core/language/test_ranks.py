"""Ordinals and ranks are read as values, in English and German; shares, times and names are not."""

import pytest

from pipeline.core.language.ranks import find_ranks


@pytest.mark.parametrize(
    ("text", "value", "by"),
    [
        ("the third-highest peak", 3, "highest"),
        ("the 3rd highest peak", 3, "highest"),
        ("ranked 5th in the league", 5, ""),
        ("the team finished second", 2, ""),
        ("No. 3 in the chart", 3, ""),
        ("number three in the chart", 3, ""),
        ("in third place", 3, ""),
        ("her fourth album", 4, "album"),
        ("a tool of the 19th century", 19, "century"),
        ("auf dem dritten Platz", 3, ""),
        ("Platz 3", 3, ""),
        ("der 3. Platz", 3, ""),
        ("die zweitgrößte Stadt", 2, "größt"),
        ("ihr drittes Album", 3, "Album"),
    ],
)
def test_a_rank_has_a_value_and_what_is_ranked_by(text, value, by):
    (found,) = find_ranks(text)
    assert (found.value, found.by) == (value, by)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "a third of all users",
        "a second later",
        "40 metres per second",
        "the 77th Academy Awards",
        "the first attempt",
        "the Second World War",
        "der Zweite Weltkrieg",
        "the number of 3 cats",
    ],
)
def test_a_share_a_time_and_a_name_are_no_ranks(text):
    assert not list(find_ranks(text))
