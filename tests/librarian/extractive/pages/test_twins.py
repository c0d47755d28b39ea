"""Statements that say nothing which another does not."""

from pipeline.librarian.extractive.pages.twins import defines_again, repeats

WEIR = "A weir is a low dam of oak that holds the water of a river back."


def test_a_statement_whose_words_another_has_repeats_it_unless_its_numbers_differ():
    assert repeats("A weir holds the water back.", WEIR)
    assert not repeats(WEIR, "A weir holds the water back.")
    assert not repeats("The limit of a weir is 4.", "The limit of a weir is 5.")
    assert not repeats("The weir holds no water.", "The weir holds water.")


def test_a_definition_in_nearly_the_words_of_another_source_defines_again():
    assert defines_again("A weir is a low dam that holds water back.", WEIR)
    assert not defines_again("A weir is a trap for fish.", WEIR)
    assert not defines_again(WEIR, WEIR)
