"""How much must be known of a thing for a page of its own."""

from pipeline.librarian.extractive.names.page_gate import carries_page
from pipeline.librarian.extractive.names.sentence_subject import Telling, Told


def test_a_page_needs_a_statement_that_opens_it_and_others_about_the_thing():
    some = [*[Told(Telling.TREATS, 1)] * 5, Told(Telling.RELATES, 1)]
    assert not carries_page(some, "Paddle gate")
    assert carries_page([*some, Told(Telling.DESCRIBES, 1)], "Paddle gate")
    assert carries_page([Told(Telling.DEFINES, 2), Told(Telling.RELATES, 1)], "Paddle gate")
    assert not carries_page([Told(Telling.DEFINES, 1)], "Paddle gate")


def test_where_every_statement_has_the_thing_as_its_subject_none_need_describe_it():
    assert carries_page([Told(Telling.TREATS, 1)] * 2, "Paddle gate")
    assert not carries_page([Told(Telling.TREATS, 1)], "Paddle gate")
    assert not carries_page([Told(Telling.TREATS, 1)] * 2, "Secret")


def test_what_an_everyday_word_names_must_be_defined():
    enough = [Told(Telling.DESCRIBES, 2)] * 3
    assert not carries_page(enough, "Secret")
    assert carries_page([*enough, Told(Telling.DEFINES, 1)], "Secret")
