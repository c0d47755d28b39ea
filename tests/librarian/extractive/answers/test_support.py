"""Which statements pass as an answer: everything that is asked stands in one, with its kind."""

import pytest

from pipeline.librarian.extractive.answers.evidence import gather
from pipeline.librarian.extractive.answers.question import read_asked
from pipeline.librarian.extractive.answers.support import support_of
from tests.librarian.extractive.answers.made import material


def passing(question, *pages):
    asked = read_asked(question, "en", {"EX"})
    found = gather(material(*pages), "en")
    return [one.said.plain for one in found if support_of(asked, one)]


PUMP = (
    "Pump",
    "The Alba pump moves 40 litres a minute.",
    "The Alba pump was built in 1998 in Turin.",
    "PUMP_LIMIT is 60, and PUMP_FLOOR has not been set.",
    "Under EX-9 the Alba pump needs a permit.",
)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many litres does the Alba pump move?", 0),
        ("When was the Alba pump built?", 1),
        ("Where was the Alba pump built?", 1),
        ("What is PUMP_LIMIT set to?", 2),
        ("What does the Alba pump need under EX-9?", 3),
    ],
)
def test_what_a_page_says_passes(question, number):
    assert PUMP[number + 1] in passing(question, PUMP)


@pytest.mark.parametrize(
    "question",
    [
        "How many litres does the Borea pump move?",  # another thing
        "How many watts does the Alba pump draw?",  # another property
        "Who built the Alba pump?",  # another kind of value
        "What is PUMP_CEILING set to?",  # another identifier
        "How much does the Alba pump weigh in kilograms?",
        "What does the Alba pump need under EX-8?",  # another document
        "How many litres does the Alba pump move in Rome?",
    ],
)
def test_what_only_looks_alike_does_not_pass(question):
    assert passing(question, PUMP) == []


def test_a_row_about_another_release_does_not_pass():
    page = (
        "Tool 3.7",
        "Release: 3.7.1; Final: 2018-10-20",
        "Release: 3.7.2; Final: 2018-12-24",
    )
    assert passing("When was Tool 3.7.2 released?", page) == [page[2]]
    assert passing("When was Tool 3.7.9 released?", page) == []


def test_an_empty_cell_under_a_document_says_nothing_of_it():
    page = ("Cost", "Tool: SAW; Cost under EX-1: –; Cost under EX-2: 40")
    assert passing("What does SAW cost under EX-2?", page)
    assert not passing("What does SAW cost under EX-1?", page)


def test_a_name_in_the_title_of_a_source_is_no_subject():
    page = (
        "Probe",
        "Ocean Worlds: What Nina Left (2022-03-22) says that the Probe launched in 2023.",
    )
    asked = read_asked("When was Nina launched?", "en")
    found = gather(material(page, sources=["Ocean Worlds: What Nina Left"]), "en")
    assert not any(support_of(asked, one) for one in found)


def test_one_as_a_pronoun_is_no_number():
    page = ("Mill", "The mill is a large one.")
    assert not passing("How large is the mill?", page)


FILTERS = (
    "Filter",
    "Find all tasks due on 31 May 2023.",
    "Since Tool 1.9.0, filters can be combined.",
    "Shorten descriptions to at most 25 characters, and group by them.",
    "Archived tasks are not shown in the list.",
    "The filter was not published in May 2019.",
    "Limit groups to at most 40 tasks.",
)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Since which version can filters be combined?", 1),
        ("Which tasks are not shown in the list?", 3),
        ("What is the maximum number of tasks in groups?", 5),
    ],
)
def test_the_statement_that_gives_what_is_asked_for_passes(question, number):
    assert passing(question, FILTERS) == [FILTERS[number + 1]]


@pytest.mark.parametrize(
    "question",
    [
        "Which tasks have no due date?",
        "Find all tasks that are not due?",
        "What is the maximum number of groups?",  # of characters
        "What is the minimum number of tasks in groups?",
        "Since which version are archived tasks shown in the list?",
        "Since which version of Tool 1.9.0 can filters be combined?",
        "Which tasks are shown in the list except archived ones?",
        "When was the filter published?",
    ],
)
def test_what_says_the_opposite_or_another_kind_of_value_does_not_pass(question):
    assert passing(question, FILTERS) == []


@pytest.mark.parametrize(
    ("question", "told", "passes"),
    [
        ("Who built the Alba?", "The Alba was built by Fiat.", True),
        ("Who built the Alba?", "In 1998 the firm Fiat built the Alba.", True),
        ("Who built the Alba?", "The Alba was built for Turin and Fiat alike.", False),
        ("Where was the Alba built?", "The Alba was built in May 1998.", False),
        ("Where was the Alba built?", "The Alba was built in Turin in May 1998.", True),
    ],
)
def test_a_thing_is_no_person_and_a_month_no_place(question, told, passes):
    assert passing(question, ("Alba", told)) == ([told] if passes else [])


def test_which_of_some_is_answered_by_those_alone_of_which_it_holds():
    page = ("Permit", "The Alba pump does not need a permit.", "The Borea pump needs a permit.")
    assert passing("Which pump needs a permit?", page) == [page[2]]
    assert passing("Which pump needs no permit?", page) == [page[1]]
