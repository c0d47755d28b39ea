"""Facts: whose words they are in, and that the answer stands in the quote."""

from __future__ import annotations

import pytest

from pipeline.core.training.facts import find_facts, holds_words
from tests.helpers.claims import page, record
from tests.helpers.exporting import contents_of

SURVEY = record("survey", "2019-05-02", title="A survey of dams")


def facts(body, quote, kind="entity"):
    dam = page("Old Dam", f"{body}[^survey-1]", {"survey-1": quote}, kind=kind)
    return find_facts(contents_of(SURVEY, dam))


def test_a_sentence_in_the_words_of_its_source_is_the_sources():
    [found] = [x for x in facts("The Old Dam is 14 metres high.", "The Old Dam is 14 metres high.") if x.asked.answer == "14 metres"]  # fmt: skip
    assert (found.wording, found.label, found.source.published) == (
        "source",
        "survey-1",
        "2019-05-02",
    )


def test_a_sentence_in_other_words_is_the_pages():
    found = facts("The Old Dam rises 14 metres.", "| height | 14 metres |")
    assert {x.wording for x in found if x.asked.answer == "14 metres"} == {"page"}


def test_the_sources_own_sentence_is_taken_where_it_is_whole():
    found = facts("The Old Dam rises 14 metres.", "The Old Dam is 14 metres high.")
    assert {(x.wording, x.sentence) for x in found} == {
        ("source", "The Old Dam is 14 metres high.")
    }


def test_an_answer_that_the_quote_does_not_hold_gives_no_fact():
    assert facts("The Old Dam rises 15 metres.", "is some metres high") == []


@pytest.mark.parametrize("kind", ["comparison", "answer"])
def test_rows_of_comparisons_and_answers_are_not_asked_for(kind):
    assert facts("The Old Dam is 14 metres high.", "The Old Dam is 14 metres high.", kind) == []


def test_the_date_before_an_old_statement_is_no_part_of_it():
    found = facts("- **2019-05**: The Old Dam is 14 metres high.", "The Old Dam is 14 metres high.")
    assert {x.sentence for x in found} == {"The Old Dam is 14 metres high."}


@pytest.mark.parametrize(
    ("quote", "part", "held"),
    [
        ("the gas cost of `SLOAD` to **200**", "SLOAD to 200", True),
        ("the gas cost is 2000", "200", False),
        ("the gas\ncost", "gas cost", True),
        ("Gas cost", "gas cost", False),
        ("anything", "", False),
    ],
)
def test_words_are_looked_up_whole(quote, part, held):
    assert holds_words(quote, part) is held
