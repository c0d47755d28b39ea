"""Examples that repeat a golden question are left out, and the fact itself stays."""

from __future__ import annotations

import pytest

from pipeline.core.training.contamination import find_contaminated
from pipeline.core.training.example import TrainingExample
from tests.helpers.training import made

LONG = "How many of the dams that were built before the war are higher than twenty metres today?"


def found(question, *golden, near=()):
    one = TrainingExample("open", question, "A.", (), "f")
    return [x.why for x in find_contaminated([one], golden, near)]


@pytest.mark.parametrize(
    ("question", "golden", "why"),
    [
        ("What is the height of the Elm Dam?", "What is the height of the Elm Dam?", "in a row"),
        (
            "Tell me: what is the height of the elm dam",
            "What is the height of the Elm Dam?",
            "in a row",
        ),
        (f"Well. {LONG[4:]}", LONG, "in a row"),
        ("Elm Dam: the height, please?", "What is the height of the Elm Dam?", "telling words"),
        ("I want the height of Elm Dam", "What is the height of Elm Dam?", "telling words"),
        ("How deep is Elm Lake?", "What is the height of the Elm Dam?", ""),
        ("Why is it so?", "Why?", ""),
    ],
)
def test_a_question_is_compared_with_the_golden_ones(question, golden, why):
    reasons = found(question, golden)
    assert (why in reasons[0]) if why else reasons == []


def test_nearness_in_meaning_counts_where_it_is_known():
    assert found("How tall is it?", "What height?", near=[("How tall is it?", "What height?")]) == [
        "near in meaning"
    ]


def test_the_wording_goes_and_the_fact_stays():
    whole = made(golden=["What is the height of the Elm Dam?"])
    asked = {x.question for x in whole.examples if x.fact.startswith("survey-of-elm-1: What is")}
    assert "What is the height of the Elm Dam?" not in asked
    assert asked
    assert whole.report.golden == 1
    assert whole.report.contaminated


def test_vectors_are_asked_for_questions_and_claims():
    asked = []

    def find_near(some, others, compared):
        asked.append(compared)
        wanted = "What is the height of the Elm Dam?"
        return [(wanted, others[0])] if compared == "questions" and wanted in some else []

    whole = made(golden=["Is it high?"], find_near=find_near, kinds=("open",))
    assert asked == ["quotes", "questions"]
    assert whole.report.used_vectors
    left_out = {one.example.question for one in whole.report.contaminated}
    assert len(left_out) == 8
    assert all("height of the Elm Dam" in question for question in left_out)
