"""Grades of answers to golden questions, given by code."""

from __future__ import annotations

import pytest

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.answers.eval_report import EvalRun, run_as_values, show_faults, show_table
from pipeline.core.answers.golden_questions import EvalFloors, GoldenQuestion
from pipeline.core.answers.grade import _holds, grade_answer, sum_up
from pipeline.core.declared_settings import read_declared
from tests.helpers.answering import material, said

HOT = said("The Kettle of the Brass Works boils at 95 degrees since 2024.", "kettle-2024-1")


def answer(*sentences, status="answered", **more):
    return conclude_answer("Q?", AnswerDraft(status, sentences, **more), material(), "c0")


UNKNOWN = answer(status="unknown", unknown=("The wiki does not say it.",))
ASKED_BACK = answer(HOT, status="ask_back", ask_back=("A?", "B?"))
HOT_ANSWER = answer(HOT)


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ("April 2023", True),
        ("2023", True),
        ("14 April 2023", False),
        ("14 July 2031", False),
        ("July 2023", False),
    ],
)
def test_a_date_is_given_as_a_whole(expected, holds):
    text = "Launched in April 2023, it arrives in July 2031; of 14 tests 27 failed."
    assert _holds(expected, text) is holds


def question(**more):
    return read_declared(GoldenQuestion, {"question": "Q?", **more})


@pytest.mark.parametrize(
    ("of", "given", "grade"),
    [
        (question(expect=["95"]), HOT_ANSWER, "right"),
        (question(expect=["95 °C"]), HOT_ANSWER, "wrong"),
        (question(expect=[["95 °C", "ninety-five degrees"]]), HOT_ANSWER, "right"),
        (question(expect=["95", "since 2024"]), HOT_ANSWER, "right"),
        (question(expect=["boiling"]), HOT_ANSWER, "right"),
        (question(expect=["96"]), HOT_ANSWER, "wrong"),
        (question(expect=["9"]), HOT_ANSWER, "wrong"),
        (question(pages=["kettle"]), HOT_ANSWER, "right"),
        (question(pages=["valve"]), HOT_ANSWER, "wrong"),
        (question(expect=["95"]), UNKNOWN, "refused wrongly"),
        (question(absent=True), UNKNOWN, "refused rightly"),
        (question(absent=True), HOT_ANSWER, "answered though absent"),
        (question(ask_back=True), ASKED_BACK, "right"),
        (question(ask_back=True), HOT_ANSWER, "wrong"),
    ],
)
def test_an_answer_is_graded_by_what_it_holds(of, given, grade):
    assert grade_answer(of, given).grade == grade


def test_the_sum_says_shares_and_what_is_below_its_floor():
    graded = [
        grade_answer(question(expect=["95"], pages=["kettle"]), HOT_ANSWER),
        grade_answer(question(expect=["96"], pages=["valve"]), HOT_ANSWER),
        grade_answer(question(expect=["1"]), UNKNOWN),
        grade_answer(question(absent=True), UNKNOWN),
        grade_answer(question(absent=True), answer(HOT, said("It is 9.", "kettle-2024-1"))),
    ]
    score = sum_up(graded)
    assert (round(score.right, 3), score.pages, score.refused) == (0.333, 0.5, 0.5)
    assert (score.held, score.drafted, score.asked) == (3, 4, 5)
    assert score.below(EvalFloors(right=0.5, refused=0.5)) == [
        "right answers: 0.33, and the floor is 0.50"
    ]
    run = EvalRun(False, 6_000, tuple(graded), 1_234, 0.05, 2)
    table = show_table([run])
    assert table[2] == "| wiki | 6,000 | 1 | 1 | 1 | 1 | 1 | 1 of 2 | 3 of 4 | 1,234 | 0.0500 |"
    assert len({line.count("|") for line in table[:3]}) == 1
    assert table[-1] == "2 questions were not asked, because the budget had ended."
    assert [line.split(":")[0] for line in show_faults(graded)] == [
        "- wrong; it lacks 96",
        "- refused wrongly; it lacks 1",
        "- answered though absent",
    ]
    assert run_as_values(run)["grades"]["answered_though_absent"] == 1


def test_nothing_asked_is_below_no_floor():
    assert sum_up([]).below(EvalFloors(right=1, pages=1, refused=1)) == []
