"""How much must be known of a thing for a page of its own."""

from pipeline.librarian.extractive.names.page_gate import carries_page
from pipeline.librarian.extractive.names.telling import Telling, Told

TREATS = Told(Telling.TREATS, 1)
DEFINES = Told(Telling.DEFINES, 1)


def test_a_page_needs_statements_whose_subject_the_thing_is():
    assert carries_page([Told(Telling.DESCRIBES, 1), TREATS], "Paddle gate")
    assert not carries_page([TREATS] * 9, "Paddle gate")
    assert not carries_page([Told(Telling.RELATES, 1)] * 9, "Paddle gate")
    assert carries_page([Told(Telling.DESCRIBES, 1)] * 2, "Keeper")
    assert not carries_page([Told(Telling.DESCRIBES, 1), TREATS], "Keeper")


def test_one_statement_is_enough_where_it_defines_the_thing_at_length():
    assert not carries_page([DEFINES], "Paddle gate")
    assert carries_page([Told(Telling.DEFINES, 1, "", 20)], "Paddle gate")
    assert carries_page([Told(Telling.DEFINES, 3)], "Paddle gate")
    assert carries_page([Told(Telling.DEFINES, 2), Told(Telling.RELATES, 1)], "Paddle gate")
    assert carries_page([Told(Telling.DEFINES, 1, "", 9)], "Paddle gate", titled=True)


def test_what_an_everyday_word_names_must_be_defined_unless_the_source_is_about_it():
    enough = [Told(Telling.DESCRIBES, 2)] * 3
    assert not carries_page(enough, "Secret")
    assert carries_page([*enough, DEFINES], "Secret")
    assert carries_page(enough, "Secret", titled=True)


def test_a_name_of_one_word_must_be_defined():
    said = [Told(Telling.DESCRIBES, 1)] * 3
    assert not carries_page(said, "Norbach")
    assert carries_page([*said, DEFINES], "Norbach")
    assert carries_page(said, "SETBIT")
