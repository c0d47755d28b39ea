"""What is taken of the CLDR: signs, months, powers of ten and units of a language."""

import pytest

from pipeline.core.language.locales import locale_of


@pytest.mark.parametrize(
    ("language", "decimal", "month", "scale", "unit"),
    [
        ("de", ",", ("märz", 3), ("mio", 1e6), ("tage", "day")),
        ("fr", ",", ("janv", 1), ("milliards", 1e9), ("kilomètres", "km")),
        ("es", ",", ("mayo", 5), ("millones", 1e6), ("segundos", "second")),
        ("it", ",", ("gennaio", 1), ("miliardi", 1e9), ("chilometri", "km")),
        ("pl", ",", ("maja", 5), ("mln", 1e6), ("godzin", "hour")),
    ],
)
def test_a_language_has_its_signs_and_words(language, decimal, month, scale, unit):
    found = locale_of(language)
    assert found.decimal == decimal
    assert found.months[month[0]] == month[1]
    assert found.scales[scale[0]] == scale[1]
    assert found.units[unit[0]] == unit[1]


def test_an_ideograph_counts_ten_thousands():
    assert locale_of("zh").scales["万"] == locale_of("ja").scales["万"] == 1e4


def test_one_language_does_not_change_what_another_has():
    assert locale_of("zh").months["三月"] == 3
    assert [locale_of("ko").dates.search("1931년 3월 3일")[0]] == ["1931년 3월 3일"]
    assert "三月" not in locale_of("ko").months


def test_nothing_is_known_of_a_language_that_there_is_not():
    assert locale_of("qx") is None
    assert locale_of("no such") is None
