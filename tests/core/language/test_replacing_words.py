"""Sentences that say that they replace something are known by their words, in two languages."""

import pytest

from pipeline.core.language.replacing_words import says_it_replaces


@pytest.mark.parametrize(
    "text",
    [
        "The launch is now set for July 2028, replacing the earlier plan for 2027.",
        "The ferry leaves at nine instead of eight.",
        "This edition supersedes the one of 2019.",
        "The pool is no longer heated.",
        "The fee was raised from 4 to 5 euros.",
        "Die Fähre fährt um neun statt um acht und löst die alte Linie ab.",
        "Der Turm ist nicht mehr zugänglich.",
        "Die neue Satzung ersetzt die von 1998.",
        "Die bisherige Leiterin geht.",
    ],
)
def test_these_say_that_they_replace_something(text):
    assert says_it_replaces(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry leaves at nine.",
        "She was previously a pilot.",
        "The town was formerly known as Aker.",
        "Die Fähre fährt um neun.",
        "Er war früher Lotse.",
        "",
    ],
)
def test_these_do_not(text):
    assert not says_it_replaces(text)
