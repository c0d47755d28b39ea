"""The words around a value say whether it is a bound, and in which direction."""

import re

import pytest

from pipeline.core.language.bounds import read_bound


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 30 albums", "more than"),
        ("over $30", "more than"),
        ("exceeding US$ 30 million", "more than"),
        ("at least 5 people", "at least"),
        ("no fewer than 5 people", "at least"),
        ("30 or more albums", "at least"),
        ("30+ albums", "at least"),
        ("fewer than 1,700 cases", "less than"),
        ("under 30 grams", "less than"),
        ("up to 40 km", "at most"),
        ("no more than 7", "at most"),
        ("≤ 30", "at most"),
        ("about 50 %", "about"),
        ("mehr als 30 Alben", "more than"),
        ("mindestens 30 Alben", "at least"),
        ("weniger als 30 Alben", "less than"),
        ("höchstens 30 Alben", "at most"),
        ("nicht mehr als 30", "at most"),
        ("bis zu 30 Alben", "at most"),
        ("rund 30 Alben", "about"),
        ("the 30 albums", ""),
        ("the moreover 30 albums", ""),
    ],
)
def test_a_bound_has_a_direction(text, bound):
    number = re.search(r"[\d,]+", text)
    assert read_bound(text, *number.span()) == bound
