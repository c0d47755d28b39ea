"""The file of golden questions: what it may hold, and what is said of what it may not."""

from __future__ import annotations

import pytest

from pipeline.core.answers.golden_questions import read_golden_questions
from pipeline.core.errors import UserError

TEXT = """
floors: {right: 0.7, refused: 1.0}
questions:
  - question: How many moons does Saturn have?
    expect: [274, [since 11 March 2025, since March 2025]]
    pages: [saturn]
  - question: What does it weigh?
    absent: true
  - question: What does it cost?
    ask_back: true
"""


def test_a_value_may_be_said_in_several_ways_and_a_number_needs_no_quotes():
    golden = read_golden_questions(TEXT)
    assert golden.questions[0].expect == (("274",), ("since 11 March 2025", "since March 2025"))
    assert [(q.absent, q.ask_back) for q in golden.questions[1:]] == [(True, False), (False, True)]
    assert (golden.floors.right, golden.floors.pages, golden.floors.refused) == (0.7, 0, 1)
    assert read_golden_questions("").questions == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("questions: [{question: Q?}]", "`questions.1`: say what a right answer holds"),
        ("questions: [{question: Q?, absent: true, expect: [1]}]", "says that there is no answer"),
        ("questions: [{question: Q?, page: [x]}]", "`questions.1.page`: extra inputs"),
        ("floors: {right: 70}", "`floors.right`: input should be less than or equal to 1"),
        ("questions: [", "questions.yaml"),
        ("- 1", "questions.yaml"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, why):
    with pytest.raises(UserError) as caught:
        read_golden_questions(text)
    assert why in str(caught.value)
