"""What a question denies, and which statements deny the same."""

import pytest

from pipeline.librarian.extractive.answers.negation import denies, read_denials


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Which tasks have no due date?", "due"),
        ("Which operators cannot be combined?", "combin"),
        ("Which filters don't support patterns?", "support"),
        ("Which filters don’t support patterns?", "support"),
        ("Which moons other than Io have volcanoes?", "io"),
        ("Which tasks are shown except those of Ada?", "ada"),
        ("Which calls no longer pay?", "pay"),
        ("What can it not?", ""),
    ],
)
def test_the_first_word_that_is_denied(question, term):
    assert [one.term for one in read_denials(question, "en")] == [term]


@pytest.mark.parametrize(
    "question",
    [
        "Which tasks have a due date?",
        "Is it final or not?",
        "What is not only fast?",
        "Which calls need no more than 5 days?",
        "What does `is not blocked` show?",
        'What does "is not blocked" show?',
        "What does the operator NOT do?",
        "Who plays Symphony No. 5?",
    ],
)
def test_what_denies_nothing(question):
    assert read_denials(question, "en") == ()


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("It finds tasks with no due date.", True),
        ("The due date is not set.", True),
        ("The due date is missing.", True),
        ("A task does not have a due date.", True),
        ("Task: inbox; Due: none", True),
        ("Find all tasks due on 31 May 2023.", False),
        ("The filter for a due date is new, and no plugin is needed.", False),
        ("Tasks without a scheduled date have a due date.", False),
        ("Not every task is red: the due date is.", False),
        ("Join them by AND or NOT due dates.", False),
    ],
)
def test_a_thing_that_is_denied_must_be_denied_by_the_statement(statement, held):
    (asked,) = read_denials("Which tasks have no due date?", "en")
    assert denies(statement, asked, "en") is held


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("Headings are not shown.", True),
        ("Headings are never shown.", True),
        ("Headings aren't shown.", True),
        ("Headings are shown, and tags are not.", False),
        ("Headings are not changed when they are shown.", True),  # one word may stand between
    ],
)
def test_a_verb_that_is_denied_must_be_denied_by_the_statement(statement, held):
    (asked,) = read_denials("Which parts are not shown?", "en")
    assert denies(statement, asked, "en") is held


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("Die Untere Brücke hat kein Geländer.", True),
        ("Die Untere Brücke ist ohne Geländer.", True),
        ("Das Geländer fehlt.", True),
        ("Die Hohe Brücke hat ein Geländer aus Eisen.", False),
    ],
)
def test_german_denials(statement, held):
    (asked,) = read_denials("Welche Brücke hat kein Geländer?", "de")
    assert denies(statement, asked, "de") is held
