import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.text import counted, digest, nearest, normalise, noun_for, shorten
from tests.helpers.strategies import any_text


@given(any_text)
def test_a_normalised_text_is_normal(text):
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(
        unicodedata.normalize("NFC", text)
    )
    assert not hidden_characters(once)


@given(any_text, st.integers(2, 50))
def test_a_shortened_text_fits(text, limit):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_a_digest_tells_texts_apart():
    assert digest("a") != digest("b")
    assert len(digest("a")) == 16


def test_a_noun_stands_in_the_plural_unless_it_is_one():
    assert [counted(n, "new page") for n in (0, 1, 2)] == [
        "0 new pages",
        "1 new page",
        "2 new pages",
    ]
    assert [noun_for(n, "link") for n in (0, 1, 2)] == ["links", "link", "links"]


@pytest.mark.parametrize(
    ("name", "alike", "meant"),
    [
        ("dead-lnik", 0.6, "dead-link"),
        ("dead-end", 0.6, "dead-end"),
        ("ghost", 0.6, ""),
        ("", 0.6, ""),
        ("dead-lnik", 0.95, ""),
    ],
)
def test_the_name_that_was_probably_meant_is_found_among_those_there_are(name, alike, meant):
    names = iter(("missing-page", "dead-link", "dead-end"))
    assert nearest(name, names, alike) == meant
