import pytest

from pipeline.readers import read_source
from tests.readers.pdf.making import drawn, line

TEXT = [
    "The ferry of Ost crosses the sound four times a day, and it carries",
    "ninety cars. It stops when the wind is too strong for the old pier.",
]


def body(top):
    return "".join(line(72, top - 12 * at, text) for at, text in enumerate(TEXT))


def lines(*streams):
    return [x for x in read_source("raw/a.pdf", drawn(*streams)).text.split("\n") if x]


def test_larger_and_bolder_lines_are_headings_by_their_size():
    page = (
        line(72, 740, "On ferries", size=20, font="F2")
        + line(72, 700, "The route", size=14, font="F2")
        + body(680)
        + line(72, 640, "The pier", size=14, font="F2")
        + body(620)
        + line(72, 580, "Its age", size=10, font="F2")
        + body(565)
        + line(72, 520, "Its length", size=10, font="F2")
        + body(505)
    )
    text = " ".join(TEXT)
    assert lines(page) == [
        "# On ferries",
        "## The route",
        text,
        "## The pier",
        text,
        "### Its age",
        text,
        "### Its length",
        text,
    ]


def test_a_heading_of_two_rows_is_one():
    page = line(72, 740, "A heading that is too long to", size=16, font="F2") + line(
        72, 722, "stand on one row", size=16, font="F2"
    )
    assert lines(page + body(680))[0] == "# A heading that is too long to stand on one row"


@pytest.mark.parametrize("text", ["It is never late.", "- an item", "It costs 12,", "***"])
def test_a_bold_sentence_or_item_is_no_heading(text):
    assert not lines(line(72, 740, text, font="F2") + body(700))[0].startswith("#")


def test_a_label_beside_its_value_is_no_heading():
    page = line(72, 740, "Length", font="F2") + line(130, 740, "90 m") + body(700)
    assert not lines(page)[0].startswith("#")


def test_a_font_in_which_only_short_lines_are_set_is_that_of_headings():
    page = "".join(
        line(72, top, f"Of part {top}", font="F3") + body(top - 20) for top in (740, 640, 540)
    )
    assert [x for x in lines(page) if x.startswith("#")] == [
        "# Of part 740",
        "# Of part 640",
        "# Of part 540",
    ]


def test_words_in_bold_within_a_paragraph_stay_in_it():
    page = (
        line(72, 740, TEXT[0])
        + line(72, 728, "ninety cars. ")
        + line(132, 728, "It stops", font="F2")
        + line(180, 728, "in storms.")
    )
    assert lines(page) == [f"{TEXT[0]} ninety cars. It stops in storms."]
