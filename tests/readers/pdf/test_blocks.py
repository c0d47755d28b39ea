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
