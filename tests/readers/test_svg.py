"""Drawings in SVG: their words become lines, and nothing is declared, loaded or run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.helpers.share import few
from tests.readers.common import FILES, located


def read(text):
    return read_source("raw/a.svg", text.encode())


def test_title_description_and_labels_become_lines_with_their_places():
    source = read_source("raw/locks.svg", (FILES / "locks.svg").read_bytes())
    assert source.title == "How the locks of the canal open"
    assert located(source) == [
        ("# How the locks of the canal open", 4),
        ("Two gates, one behind the other. The upper one opens first.", 5),
        ("Upper gate", 9),
        ("The upper gate opens at 06:00.", 10),
        ("The lower gate opens at 06:20.", 11),
        ("The fee is 4.50 euros.", 14),
    ]
    assert source.notes == ("1 text that the drawing does not show left out",)


def test_words_of_scripts_and_styles_are_no_words():
    text = read('<svg><text>One<style>Two</style></text><script>"Three"</script></svg>').text
    assert text == "One"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><text>&a;</text></svg>',
        "<svg><text>One</svg>",
        "<svg>" + "<g>" * 1_000,
        "One",
    ],
    ids=["entities", "a file as entity", "not well formed", "very deep", "no XML"],
)
def test_what_is_no_plain_drawing_is_refused(text):
    with pytest.raises(UserError, match="no drawing that can be read"):
        read(text)


def test_a_drawing_without_words_is_refused_with_what_to_do():
    with pytest.raises(UserError, match="Export it as PNG"):
        read('<svg><path d="M 0 0"/></svg>')


PIECES = st.sampled_from(
    [
        "<svg>",
        "</svg>",
        "<text>",
        "</text>",
        "<title>",
        "</title>",
        "<tspan/>",
        "words",
        "&amp;",
        "&#9;",
        "<!-- ",
        "-->",
        "<![CDATA[",
        "]]>",
        "\n",
        "\r",
        "\x0c",
        " ",
    ]
)


@settings(max_examples=few(300, 5), deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=30).map(lambda x: "".join(["<svg>", *x, "</svg>"]).encode()),
    )
)
def test_any_bytes_give_lines_with_places_or_a_sentence(data):
    try:
        source = read_source("raw/a.svg", data)
    except UserError as error:
        source, said = None, error.message
    if source is None:
        assert said.startswith("raw/a.svg: ")
        return
    assert len(source.text.split("\n")) == len(source.locators)
    assert list(source.locators) == sorted(source.locators)
