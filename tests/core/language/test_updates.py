"""An update says that it is one, in many forms; what is ordered or listed is none."""

import pytest

from pipeline.core.language.updates import (
    before_update,
    blank_struck_out,
    is_title_of_update,
    is_update,
    split_off_update,
)


@pytest.mark.parametrize(
    "text",
    [
        "(Update 2018: it is now 12 m.)",
        "[Edit: the kiln holds 22 bricks]",
        "EDIT: the kiln holds 22 bricks",
        "Correction: the kiln is 9 m wide.",
        "**Erratum:** the kiln is 9 m wide.",
        "Update, 3 May 2020: it has closed.",
        "*Update (March 2020):* it has closed.",
        "Nachtrag: Der Ofen fasst 22 Ziegel.",
        "(As of 2020 it is 3 m.)",
        "更新：现在是 12 米。",
    ],
)
def test_an_update_is_known_by_its_opening(text):
    assert is_update(text)


@pytest.mark.parametrize(
    "text",
    [
        "Update the file: set the width to 9.",
        "Edit your profile: it is public.",
        "Editors: Ann and Bob",
        "As of 2020 it is 3 m deep.",
        "The update of 2018: a failure.",
    ],
)
def test_what_only_speaks_of_updates_is_none(text):
    assert not is_update(text)


def test_a_title_of_a_callout_or_heading_announces_one():
    assert is_title_of_update("Correction")
    assert is_title_of_update("Update (March 2020)")
    assert not is_title_of_update("Updates of the kiln")


def test_what_was_said_before_an_update_is_told_from_it():
    text = "The kiln is 14 m high. (Update 2018: it is now 12 m.)"
    assert before_update(text) == "The kiln is 14 m high."
    assert before_update("The kiln is 14 m high. It holds 9 bricks.") == ""
    assert split_off_update("[Edit: it is 9.] The kiln glows.") == [
        "[Edit: it is 9.]",
        "The kiln glows.",
    ]
    assert blank_struck_out("~~30~~ 32 m") == "       32 m"


def test_time_follows_length():
    for text in (
        "(Update " * 20_000,
        "x. (update " * 20_000,
        "~~a" * 50_000,
        "Update 1" + " " * 50_000,
    ):
        is_update(text)
        is_title_of_update(text)
        before_update(text)
        blank_struck_out(text)
