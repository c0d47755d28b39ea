"""Statements that say nothing which another does not."""

from pipeline.librarian.extractive.pages.twins import repeats

WEIR = "A weir is a low dam of oak that holds the water of a river back."


def test_a_statement_whose_words_another_has_repeats_it_unless_its_numbers_differ():
    assert repeats("A weir holds the water back.", WEIR)
    assert not repeats(WEIR, "A weir holds the water back.")
    assert not repeats("The limit of a weir is 4.", "The limit of a weir is 5.")
    assert not repeats("The weir holds no water.", "The weir holds water.")


def test_words_that_name_the_thing_count_for_no_repeat():
    one = "The weir returns the height of the water at a gate."
    other = "The weir just returns the height that the water has at the gate."
    assert repeats(other, one, frozenset({"weir"}))
    assert not repeats("A weir holds fish.", "A weir is a dam of oak.", frozenset({"weir"}))
