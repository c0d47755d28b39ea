"""A line that introduces a list belongs to the items of the list right below it, and to no others."""

import pytest

from tests.librarian.extractive.test_extract import texts

OPENED = "The valve is opened on two occasions: before the first start; after a long stop."
ASIDES = "- Grease on the thread\n- Bolts of the lid\n"


@pytest.mark.parametrize(
    "between",
    ["```\nopen valve\n```\n\n", "| a | b |\n|---|---|\n\n", "---\n\n", "    open valve\n\n"],
)
def test_a_second_list_does_not_take_the_line_above_the_first(between):
    listed = "- before the first start\n- after a long stop\n\n"
    lead = "The valve is opened on two occasions:\n\n"
    assert texts(f"{lead}{listed}{between}{ASIDES.replace('- ', '* ')}") == [OPENED]
    assert texts(f"{lead}{between}{ASIDES}") == []


def test_a_list_of_another_kind_right_below_a_list_has_no_lead():
    text = (
        "The valve is opened on two occasions:\n\n- before the first start\n- after a long stop\n"
    )
    assert texts(f"{text}\n1. Grease on the thread\n2. Bolts of the lid\n") == [OPENED]


def test_a_further_paragraph_of_an_item_is_not_joined_to_the_line_above_the_list():
    text = """The pump has two parts:

- the motor with a fan of steel

  In the cellar since long

- the wheel at the bottom
"""
    assert texts(text) == [
        "The pump has two parts: the motor with a fan of steel.",
        "The pump has two parts: the wheel at the bottom.",
    ]


def test_items_below_an_inner_list_still_belong_to_the_outer_one():
    text = """The pump has two parts:

- the motor:
  - with a fan of steel
  - with a coil of copper
- the wheel at the bottom
"""
    assert "The pump has two parts: the wheel at the bottom." in texts(text)
