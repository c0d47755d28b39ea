"""An answer as people and programs read it."""

from __future__ import annotations

import json

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.as_text import answer_as_lines
from pipeline.core.answers.as_values import answer_as_values
from pipeline.core.answers.conclude import conclude_answer
from tests.helpers.answering import material, said


def conclude(*sentences, status="answered", **more):
    return conclude_answer(
        "Q?", AnswerDraft(status, sentences, **more), material(), "c0", ["valve"]
    )


def test_each_sentence_has_numbers_of_quotes_and_its_pages_and_the_quotes_stand_beneath():
    answer = conclude(
        said("It holds 3 litres.", "kettle-2024-2"),
        said("Both cost 95 pounds.", "kettle-2024-3", "kettle-2024-4", reckoned="40 + 55 = 95"),
        said("It is final.", pages=["the-kettle-of-2024"]),
        unknown=("The wiki does not say why.",),
    )
    assert answer_as_lines(answer) == [
        "It holds 3 litres. [1] [[kettle]]",
        "Both cost 95 pounds. [2][3] [[kettle]] (reckoned: 40 + 55 = 95)",
        "It is final. [[the-kettle-of-2024]]",
        "",
        "The wiki does not say why.",
        "",
        "[1] raw/2024-kettle-2024.md, line 4: “It holds 3 litres.”",
        "[2] raw/2024-kettle-2024.md, line 5: “In Leeds it is 40 pounds.”",
        "[3] raw/2024-kettle-2024.md, line 6: “In York it is 55 pounds.”",
    ]


def test_what_is_not_known_names_the_nearest_pages_and_what_is_asked_back_the_readings():
    unknown = conclude(status="unknown", unknown=("The wiki does not say it.",))
    assert answer_as_lines(unknown) == [
        "The wiki does not say it.",
        "The nearest pages: [[valve]].",
    ]
    back = conclude(
        said("In Leeds it is 40 pounds.", "kettle-2024-3"),
        status="ask_back",
        ask_back=("What does it cost in Leeds?", "What does it cost in York?"),
    )
    assert answer_as_lines(back)[1:5] == [
        "",
        "The question may be meant in several ways. Ask one of these:",
        "- What does it cost in Leeds?",
        "- What does it cost in York?",
    ]


def test_programs_get_the_same_as_plain_values():
    answer = conclude(
        said("It holds 3 litres.", "kettle-2024-2"), said("It is 9.", "kettle-2024-2")
    )
    values = json.loads(json.dumps(answer_as_values(answer)))
    assert values["sentences"] == [
        {
            "text": "It holds 3 litres.",
            "labels": ["kettle-2024-2"],
            "pages": ["kettle"],
            "reckoned": "",
        }
    ]
    assert values["citations"]["kettle-2024-2"]["quotes"][0]["text"] == "It holds 3 litres."
    assert values["struck"][0]["text"] == "It is 9."
    assert (values["status"], values["commit"]) == ("answered", "c0")
