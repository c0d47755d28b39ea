"""How a question is read: its names, its kind, its time, and the words that must be covered."""

import pytest

from pipeline.librarian.extractive.answers.question import read_asked, split_clauses


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How much gas does SLOAD cost?", "number"),
        ("What does SLOAD cost when the slot is cold?", "number"),
        ("What is the orbital period of Callisto?", "number"),
        ("When was JUICE launched?", "date"),
        ("Which year did the mission end?", "date"),
        ("At which block does EIP-150 apply?", "block"),
        ("Which opcode byte does SELFBALANCE have?", "byte"),
        ("Who led the search?", "person"),
        ("Where did Huygens land?", "place"),
        ("Why is Ganymede light?", "reason"),
        ("Under what other name is BALANCE known?", "alias"),
        ("What is a retrograde moon?", "definition"),
        ("Does EIP-6049 change clients?", "any"),
    ],
)
def test_the_kind_that_is_asked_for(text, kind):
    assert read_asked(text, "en").kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wie hoch ist der Turm?", "number"),
        ("Was kostete der Bau?", "number"),
        ("Wann wurde die Schleuse eröffnet?", "date"),
        ("Wer baute die Schleuse?", "person"),
        ("Warum wurde sie gesperrt?", "reason"),
        ("Was ist eine Sparschleuse?", "definition"),
    ],
)
def test_the_kind_in_german(text, kind):
    assert read_asked(text, "de").kind == kind


def test_names_are_identifiers_numbered_documents_quotes_and_capitals():
    text = (
        'What do `max_call_gas`, SLOAD_GAS, EIP-150, Python 3.7.1, "Key points" and Ned Deily do?'
    )
    names = [name.text for name in read_asked(text, "en").names]
    assert {*names} == {
        "max_call_gas",
        "SLOAD_GAS",
        "EIP-150",
        "Python 3.7.1",
        "Key points",
        "Ned Deily",
    }


def test_the_letters_of_a_series_name_no_document():
    assert read_asked("Which EIPs changed the cost of SLOAD?", "en", {"EIP"}).names == (
        read_asked("What does SLOAD cost?", "en").names
    )


def test_the_time_of_a_question():
    before = read_asked("What did SLOAD cost before EIP-1884?", "en")
    assert before.before
    assert [name.text for name in before.then] == ["EIP-1884"]
    assert read_asked("How many moons did Saturn have in October 2019?", "en").day == "2019-10"
    assert read_asked("How did the cost of SLOAD change over time?", "en").history


def test_a_rare_word_weighs_more_than_a_common_one():
    weights = dict(read_asked("What is the show's mascot?", "en").wanted)
    assert weights["mascot"] > weights["show"]


def test_clauses_with_a_question_word_of_their_own_are_questions():
    assert split_clauses("Who wrote EIP-150, and is it final? When?", "en") == (
        "Who wrote EIP-150",
        "is it final?",
        "When?",
    )
    assert split_clauses("What do A and B cost?", "en") == ("What do A and B cost?",)
