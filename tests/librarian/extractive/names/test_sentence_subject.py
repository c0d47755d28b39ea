"""What a statement says of a thing."""

import pytest

from pipeline.librarian.extractive.names.sentence_subject import tell_of
from pipeline.librarian.extractive.names.telling import Telling
from pipeline.librarian.extractive.words.tokens import name_key


def told(text, name, english=True):
    return tell_of(text, {name_key(name)}, english).telling


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A sluice board is a board that holds water back.", "sluice board"),
        ("The gate keeper (a daemon) is by far the oldest part of the lock.", "gate keeper"),
        ("At a high level, a paddle is a board that turns.", "paddle"),
        ("A flood occurs when the river rises over the sill.", "flood"),
        ("Weirs are fixed barriers, whether of oak or of stone.", "weir"),
        ("A flood comes back over the sill. This is called backwash.", "backwash"),
        ("Ein Stemmtor ist ein Tor mit zwei Flügeln.", "Stemmtor"),
    ],
)
def test_a_statement_that_says_what_the_thing_is_defines_it(text, name):
    assert told(text, name, not text.startswith("Ein ")) == Telling.DEFINES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("keeper(8) opens the gates at dawn.", "keeper"),
        ("The `keeper` server writes statistics about each gate.", "keeper"),
        ("This RFC adds a new call called `fill()` which raises the water.", "fill()"),
        ("Smeaton's Tower was founded in 1882.", "Smeaton's Tower"),
    ],
)
def test_a_statement_that_says_what_the_thing_does_can_open_its_page(text, name):
    assert told(text, name) == Telling.DESCRIBES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Norbach is one system that requires such a treatment.", "Norbach"),
        ("If the gate sticks, a keeper is called.", "keeper"),
        ("The pump turns by day.", "pump"),
        ("Bells made of oak have an older rack.", "bell"),
        ("Rotten boards cause floods.", "board"),
        ("As of March 2014, a keeper is a person with a key.", "keeper"),
        ("The keeper also offers a bell.", "keeper"),
        ("Norbach supports three kinds of bells.", "Norbach"),
        ("The bell is a key feature of the lock.", "bell"),
        ("Each bell is a piece of bronze.", "bell"),
        ("The gate keeper opens the gate.", "gate keeper"),
        ("Norbach and Halden are towns on the river.", "Norbach"),
        ("Norbach is the latest town on the river.", "Norbach"),
    ],
)
def test_what_holds_of_some_for_now_or_in_passing_opens_no_page(text, name):
    assert told(text, name) in (Telling.TREATS, Telling.TOUCHES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Managing the boat crew, the bell and the flag.", "boat crew"),
        ("The main difference between a weir and the sill is its height.", "sill"),
        ("Fixed water limits to side basins in locks.", "water limit"),
        ("Capture group 0 is the whole of the match.", "capture group"),
        ("The board shows how to mitigate this, and why.", "board"),
        ("A board belongs to these locks.", "board"),
        ("A board is best used in the second case.", "board"),
        ("Norbach: Bells and Boards: keepers ring them.", "board"),
        ("It rings that bell when the board floats.", "bell"),
        ("(The board is a board of oak.)", "board"),
        ("In fact, a board is a plank of oak.", "board"),
        ("A board has a similar shape.", "board"),
        ("Water is kept by a barrier, such as a board.", "board"),
        ("This chapter describes how a board is made.", "board"),
        ("Subject to the tide, boards float.", "subject"),
        ("The limits of a lock are as follows: a board.", "board"),
        ("Opens the gate: keeper: no gate is there.", "keeper"),
        ("Diese Becken heißen Sparbecken.", "Sparbecken"),
    ],
)
def test_a_fragment_or_what_leans_or_only_names_the_thing_says_nothing_of_it(text, name):
    assert told(text, name, "Becken" not in text) == Telling.NOTHING


def test_the_item_of_a_list_is_no_statement_about_what_the_line_above_it_names():
    assert told("The bells include: the large bell rings at noon.", "bell") == Telling.NOTHING


def test_a_thing_of_camel_case_stays_one_before_the_word_for_its_kind():
    assert told("The gateWidth property holds the width of a gate.", "gateWidth") > Telling.TREATS


def test_how_many_words_a_definition_has_is_told():
    assert tell_of("A weir is a low dam.", {"weir"}).words == 6
