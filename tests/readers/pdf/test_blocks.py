from collections import Counter

from pipeline.readers import read_source
from pipeline.readers.pdf.blocks import page_blocks
from pipeline.readers.pdf.rows import row_distances
from tests.readers.pdf.making import page, pdf


def test_rows_of_a_sentence_are_joined_and_short_lines_are_not():
    rows = page(
        "Short heading",
        "A sentence that goes on for a while and",
        "then ends here.",
        "- an item",
        "- another",
    )
    blocks = page_blocks([rows], row_distances([rows]), Counter())
    assert [block.text for block in blocks] == [
        "Short heading",
        "A sentence that goes on for a while and then ends here.",
        "- an item",
        "- another",
    ]


def test_a_sentence_that_goes_over_the_page_goes_on_in_the_next_line():
    source = read_source(
        "raw/a.pdf",
        pdf(["The ferry of Ost crosses the sound four times a day and"], ["carries ninety cars."]),
    )
    assert source.text.split("\n")[-2:] == [
        "The ferry of Ost crosses the sound four times a day and",
        "carries ninety cars.",
    ]
    assert source.locators[-2:] == (1, 2)


def test_a_page_that_begins_a_sentence_begins_a_paragraph():
    source = read_source(
        "raw/a.pdf", pdf(["The ferry of Ost is old."], ["It carries ninety cars."])
    )
    assert source.text.split("\n") == ["The ferry of Ost is old.", "", "It carries ninety cars."]


def test_a_word_that_is_broken_at_the_end_of_a_page_stands_whole_where_it_begins():
    source = read_source(
        "raw/a.pdf",
        pdf(["The ferry of Ost has been a great dis-"], ["covery of the last few years."]),
    )
    assert source.text.split("\n") == [
        "The ferry of Ost has been a great discovery",
        "of the last few years.",
    ]
    assert source.locators == (1, 2)


def test_short_lines_stay_apart_and_a_line_that_is_not_finished_goes_on():
    rows = page(
        "A row that is as wide as the whole column is",
        "Ada Lund",
        "Bo Reed",
        "A row that ends within a long",
    )
    rows += page("Sentence of its own.", top=644)
    blocks = page_blocks([rows], row_distances([rows]), Counter())
    assert [(b.text, b.apart) for b in blocks[1:]] == [
        ("Bo Reed", True),
        ("A row that ends within a long", True),
        ("Sentence of its own.", False),
    ]
