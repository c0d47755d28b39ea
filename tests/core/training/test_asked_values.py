"""What a sentence can be asked for, and that a crooked fit gives nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.training.asked_values import GAP, find_asked_values, stands_alone


def whole(sentence):
    return [
        (one.question, one.answer) for one in find_asked_values(sentence, ()) if one.kind != "gap"
    ]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The height of the Old Dam is 12 metres.", "What is the height of the Old Dam?", "12 metres"),
        ("The fee for a first call was 700 gas.", "What was the fee for a first call?", "700 gas"),
        ("Saturn now has 82 known moons, three more than Jupiter.", "How many known moons does Saturn have?", "82"),
        ("Jupiter has 79 known moons as of May 2021.", "How many known moons does Jupiter have?", "79"),
        ("JUICE was launched in April 2023 and is under way.", "When was JUICE launched?", "April 2023"),
        ("The Old Dam was built in 1904.", "When was the Old Dam built?", "1904"),
        ("Dragonfly will be launched in July 2028.", "When will Dragonfly be launched?", "July 2028"),
        ("MAX_CODE_SIZE: 0x6000 (2**14).", "What is the value of MAX_CODE_SIZE?", "0x6000"),
        ("Increase the gas cost of SLOAD to 200 (from 50).", "To what is the gas cost of SLOAD increased?", "200"),
        ("The SLOAD operation changes from 200 to 800 gas.", "To what does the SLOAD operation change?", "800 gas"),
        ("The Kettle King costs 49 euros.", "How much does the Kettle King cost?", "49 euros"),
        ("A plume is a jet of gas and ice grains from below.", "What is a plume?", "a jet of gas and ice grains from below"),
    ],
)  # fmt: skip
def test_a_question_is_made_of_a_sentence(sentence, question, answer):
    assert (question, answer) in whole(sentence)


def test_a_line_of_values_gives_a_question_for_each():
    found = whole("Io: diameter 3,643 km, orbital period 1.77 days.")
    assert ("What is the diameter of Io?", "3,643 km") in found
    assert any(question == "What is the orbital period of Io?" for question, _ in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "MAX_INITCODE_SIZE: 2 * MAX_CODE_SIZE.",
        "No-op is a trivial operation.",
        "The meaning of it is not clear.",
        "Saturn had 82 known moons in October 2019 and 83 by early 2023.",
        "If the value is 3, nothing happens.",
    ],
)
def test_what_does_not_surely_fit_is_not_asked_for(sentence):
    assert whole(sentence) == []


def test_a_value_and_a_name_can_be_what_a_gap_held():
    found = [*find_asked_values("Io and Europa are 5 km apart.", ["Europa", "Titan"])]
    assert [(one.question, one.answer) for one in found] == [
        (f"Io and Europa are {GAP} apart.", "5 km"),
        (f"Io and {GAP} are 5 km apart.", "Europa"),
    ]


def test_a_value_that_stands_twice_is_no_gap():
    assert [*find_asked_values("It rose from 5 km to 5 km.", ())] == []


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("The height of the Old Dam is 12 metres.", True),
        ("It is 12 metres high in winter.", False),
        ("However, the Old Dam is 12 metres high.", False),
        ("the Old Dam is 12 metres high.", False),
        ("The Old Dam is 12 metres high", False),
        ("See [the survey][survey] of the Old Dam.", False),
        ("Old Dam: 12.", False),
    ],
)
def test_a_sentence_that_leans_on_another_one_is_not_used(sentence, alone):
    assert stands_alone(sentence) is alone


@given(st.text(max_size=120))
def test_whatever_a_sentence_holds_the_answer_fills_the_gap(sentence):
    for one in find_asked_values(sentence, [sentence[3:9]]):
        if one.kind == "gap":
            assert one.question.replace(GAP, one.answer, 1) == sentence or GAP in sentence
