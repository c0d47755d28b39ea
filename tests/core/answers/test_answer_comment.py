"""The comment that answers: its marker comes back as it was, its boxes are read and taken off."""

from dataclasses import replace

import pytest

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.answer_comment import (
    AnswerMark,
    digest_question,
    mark_of_answer,
    read_answer_mark,
    write_answer_comment,
)
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.github.boxes import read_boxes, untick_actions
from pipeline.core.github.places import Places
from pipeline.core.github.state import make_marker
from tests.helpers.answering import material, said

PLACES = Places("https://github.com/acme/wiki", "c" * 40, "c" * 40)
QUESTION = "How hot does the kettle get?"


def answer(*sentences, unknown=("The wiki does not say why.",), status="answered"):
    rows = sentences or (said("It boils at 95 degrees.", "kettle-2024-1"),)
    return conclude_answer(QUESTION, AnswerDraft(status, rows, unknown), material(), "c" * 40)


def comment(given=None, notes=()):
    given = given or answer()
    return write_answer_comment(
        given, mark_of_answer(given, 7, "bob", "2026-04-11", 2), PLACES, notes
    )


def test_the_marker_comes_back_as_it_was_written():
    mark = read_answer_mark(comment())
    assert (mark.comment, mark.by, mark.day, mark.times) == (7, "bob", "2026-04-11", 2)
    assert mark.question == digest_question(f" {QUESTION.upper()} ")
    assert mark.values["sentences"][0]["labels"] == ["kettle-2024-1"]
    assert mark.values["pages"] == [{"slug": "kettle"}]


def test_the_boxes_stand_behind_the_answer_and_before_its_quotes():
    parts = comment(notes=("Answered by nobody.",)).split("\n\n")
    assert parts[-4] == "Answered by nobody."
    assert parts[-3] == (
        "- [ ] Keep this answer as a page (`/file`)\n"
        "- [ ] Open an issue *Source wanted* for what is not known (`/wanted`)"
    )
    assert parts[-2].startswith("[^1]: [kettle-2024, line 3]")
    assert parts[-1].startswith("<!-- wiki:answer ")


def test_ticked_boxes_are_read_and_taken_off():
    plain = comment()
    assert read_boxes(plain) == {"file": False, "wanted": False}
    both = plain.replace("- [ ] Keep", "- [x] Keep").replace("- [ ] Open", "- [X] Open")
    assert read_boxes(both) == {"file": True, "wanted": True}
    assert untick_actions(both) == plain
    assert read_boxes(both.replace("\n", "\r\n")) == {"file": True, "wanted": True}


def test_boxes_are_offered_only_for_what_they_do():
    known = comment(answer(unknown=()))
    assert "- [ ] Keep" in known
    assert "Source wanted" not in known
    nothing = comment(
        conclude_answer(QUESTION, AnswerDraft("unknown", (), ("It is not said.",)), material(), "c")
    )
    assert "- [ ] Keep" not in nothing
    assert "Source wanted" in nothing
    filed = comment(replace(answer(), filed="how-hot"))
    assert "- [ ] Keep" not in filed


def test_an_answer_of_any_length_fits_and_is_kept_as_far_as_it_does():
    long = tuple(f"The wiki does not say {'ä' * 880}{n}." for n in range(50))
    made = comment(answer(unknown=long))
    assert len(made) < 65_000
    assert read_answer_mark(made).values == {}
    assert "- [ ]" not in made
    assert "And 38 more." in made


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"for": "7", "by": "bob", "day": "d", "times": 1, "question": "q", "answer": {}},
        {"for": 7, "by": None, "day": "d", "times": 1, "question": "q", "answer": {}},
        {"for": 7, "by": "bob", "day": "d", "times": -5, "question": "q", "answer": {}},
        {"for": 7, "by": "bob", "day": "d", "times": True, "question": "q", "answer": {}},
    ],
)
def test_a_marker_in_another_form_is_none(values):
    assert read_answer_mark(make_marker("answer", values)) is None


def test_what_a_marker_keeps_may_be_missing():
    values = {"for": 7, "by": "bob", "day": "d", "times": 1, "question": "q", "answer": [1]}
    assert read_answer_mark(make_marker("answer", values)) == AnswerMark(7, "bob", "d", 1, "q")
