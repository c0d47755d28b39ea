import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.html.markup import clean_markup, flatten
from pipeline.readers.html.tree import parse


def texts(page):
    """Return the line of each text's first word."""
    found = [(text.value, text.line) for text in parse(page)[0].texts() if text.value.strip()]
    return {x.strip(): line + x[: len(x) - len(x.lstrip())].count("\n") for x, line in found}


@pytest.mark.parametrize(
    "page",
    [
        "<p>super<wbr>human</p>",
        "<p>super<WBR/>human</p>",
        "<frameset><frame src=a><noframes><p>superhuman</p></noframes></frameset>",
        "<?xml version='1.0' encoding='iso-8859-1'?><html><head><script src='a'/></head><body><a id='x'/>superhuman</body></html>",
        "<div>" * 150 + "<b>super</b>human",
        "<div>" * 3_000 + "superhuman" + "</div>" * 3_000,
        "<b><i>" * 3_000 + "superhuman",
        "<p>super\x00human</p>".replace("\x00", ""),
    ],
)
def test_no_markup_swallows_text(page):
    assert parse(page)[0].text() == "superhuman"


def test_a_tree_is_never_deeper_than_a_converter_can_go():
    node, depth = parse("<div>" * 90_000 + "deep")[0], 0
    assert node.text() == "deep"
    while inner := node.elements():
        node, depth = inner[0], depth + 1
    assert depth < 200


def test_every_text_knows_its_line():
    page = "<html>\n<body\nclass=x>\n<!-- a\nb --><p>\n\none</p>two\n<pre>\nthree\n</pre>\n<i\n>four</i>"
    assert texts(page) == {"one": 7, "two": 7, "three": 9, "four": 12}


def test_lines_are_counted_beyond_those_that_the_parser_counts():
    page = "".join(f"<p>word{n}</p>\n" for n in range(1, 70_001))
    assert texts(page)["word70000"] == 70_000


def test_carriage_returns_end_no_line_by_themselves():
    assert texts("<p>one</p>\r\n<p>two</p>\r<p>three</p>\n<p>four</p>") == {
        "one": 1,
        "two": 2,
        "three": 2,
        "four": 3,
    }


def test_elements_that_hold_nothing_are_refused():
    with pytest.raises(ValueError, match="no element"):
        parse("<!-- so -->")


PIECES = st.lists(
    st.sampled_from(
        [
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<br>",
            "<p>",
            "so ",
            "\n",
            "<!-- <b> -->",
            "<style>p{}</style>",
            "<x/>",
        ]
    )
)


@given(PIECES)
def test_cleaning_and_flattening_keep_line_ends_and_words(pieces):
    page = "".join(pieces)
    for changed in (clean_markup(page), flatten(page)):
        assert changed.count("\n") == page.count("\n")
        assert changed.count("so ") == page.count("so ")
