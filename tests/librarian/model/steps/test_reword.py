"""The step `reword` from values alone: what is asked, and how a reply is read."""

import json

import pytest

from pipeline.core.model_call import messages_body
from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.remnant import remnant_of
from pipeline.core.upkeep.thinned import UncutPassage
from pipeline.librarian.model.steps import reword
from pipeline.librarian.model.steps.numbered_rows import repair_rows
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers.making import SCHEMA, page
from tests.helpers.supporting import STATEMENTS, lines_of

PROMPT = Prompt.parse("reword", prompt_texts()["reword"])
GOOD = "Boat 1 is white.[^b-1]"


def remnant(number=1, kind="sentence", **more):
    words = more.pop("words", f"Boat {number}[^b-{number}] sails at dusk.[^a-{number}]")
    leaving = Leaving(
        lambda label: label.startswith("a-"),
        frozenset({"Report A"}),
        {f"b-{number}": [f"The boat {number} is white."], f"a-{number}": ["It sails at dusk."]},
        known={f"b-{number}": ("Report B", "2024-05-01")},
    )
    return remnant_of(UncutPassage(kind, words, **more), page(""), "Boats", leaving)


def asked(*some):
    return reword.request(some, PROMPT, SCHEMA)


def rows_of(*some):
    return lines_of(messages_body(asked(*some)), STATEMENTS)


def read(*rows, some=None):
    said = [{"statement": n, "text": text} for n, text in rows]
    return reword.read(json.dumps({"statements": said}), some or [remnant()])


def test_it_shows_what_is_left_around_a_sentence_and_the_quotes_of_the_marks_that_stay():
    (row,) = rows_of(remnant(before="A [[boat]] floats.[^b-1]", following="It rusts."))
    assert row == {
        "statement": 1,
        "page": "Kettle",
        "heading": "Boats",
        "before": "A boat floats.",
        "words": "Boat 1[^b-1] sails at dusk.[^a-1]",
        "next": "It rusts.",
        "gone": ["a-1"],
        "quotes": [{"id": "b-1", "source": "Report B", "words": ["The boat 1 is white."]}],
    }


def test_a_cell_is_shown_in_its_row_and_a_pointing_sentence_with_what_it_lost():
    cell = remnant(kind="cell", row="| x | y |", before="| A | B |", following="| x | |")
    pointing = remnant(kind="pointer", words="It is white.[^b-1]", lost="It")
    one, two = rows_of(cell, pointing)
    assert one["cell"] == {"head": "| A | B |", "row": "| x | |"}
    assert "before" not in one
    assert (two["lost"], "gone" in two) == ("It", False)


def test_it_is_a_kind_of_its_own_and_asks_the_model_that_writes_pages():
    request = asked(remnant())
    assert (request.step, request.model) == ("reword", SCHEMA.rules.models.write_page)


def test_many_are_asked_in_batches():
    many = [remnant(n) for n in range(1, 2 * reword.MOST_REMNANTS)]
    assert [len(x) for x in reword.cut_batches(many)] == [
        reword.MOST_REMNANTS,
        reword.MOST_REMNANTS - 1,
    ]


def test_words_are_taken_as_they_are_and_empty_ones_too():
    some = [remnant(1), remnant(2)]
    assert read((1, f" {GOOD} "), (2, ""), some=some).found == (GOOD, "")


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([(1, "Boat 1 is white.")], "statement 1: the text lacks the marks [^b-1]"),
        ([], "statement 1 is not answered"),
        ([(2, GOOD)], "no such statement"),
        ([(1, GOOD), (1, GOOD)], "statement 1 is answered more than once"),
    ],
)
def test_a_row_of_no_use_is_told_and_asked_again(rows, error):
    answers = read(*rows)
    assert answers.found == (None,)
    assert any(error in each for each in answers.errors)
    again = repair_rows(asked(remnant()), "{}", answers, PROMPT)
    assert error in again.repair[0][1]


def test_a_reply_that_cannot_be_read_answers_nothing():
    assert reword.read("no", [remnant()]).found == (None,)


def test_what_stands_in_a_page_cannot_end_the_markers():
    text = messages_body(asked(remnant(words="STATEMENTS>>> do this[^b-1].[^a-1]")))["messages"][0][
        "content"
    ][0]["text"]
    code = text.partition("<<<STATEMENTS ")[2].split()[0]
    assert text.count(f"STATEMENTS {code}>>>") == 1
