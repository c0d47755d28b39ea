"""Kept answers among the golden questions."""

from __future__ import annotations

from pipeline.core.answers.golden_questions import GoldenQuestion
from pipeline.core.answers.kept_questions import add_kept_questions
from tests.core.answers.test_filing import PATH, QUESTION, answer, filed
from tests.helpers.answering import TEXTS, kettle_wiki, said
from tests.helpers.making import wiki_of

OWN = GoldenQuestion(question="How loud is the valve?", absent=True)


def wiki_with(page):
    return wiki_of({**TEXTS, PATH: page.texts[PATH]})


def test_a_kept_answer_asks_for_its_first_value_and_the_pages_of_its_marks():
    own, kept = add_kept_questions([OWN], wiki_with(filed()))
    assert own is OWN
    assert (kept.question, kept.expect, kept.floor) == (QUESTION, (("95",),), False)
    assert kept.pages == ("kettle", "the-kettle-of-2024")


def test_what_the_team_wrote_of_the_same_question_stands_and_nothing_is_asked_twice():
    mine = GoldenQuestion(question="how hot does the Kettle get", expect=(("90",),))
    assert add_kept_questions([mine], wiki_with(filed())) == [mine]


def test_a_value_that_the_question_names_is_not_asked_for():
    asked = "What boils at 95 degrees?"
    page = filed(answer(said("The kettle boils at 95 degrees.", "kettle-2024-1"), question=asked))
    (kept,) = add_kept_questions([], wiki_of({**TEXTS, **page.texts}))
    assert (kept.expect, kept.pages) == ((), ("kettle", "the-kettle-of-2024"))


def test_a_wiki_without_kept_answers_adds_none():
    assert add_kept_questions([OWN], kettle_wiki()) == [OWN]
