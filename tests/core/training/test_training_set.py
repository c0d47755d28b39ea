"""A whole set: all kinds, each answer in its quote, no fact in two splits, the same bytes each time."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.core.training.example import KINDS, find_answer_faults
from pipeline.core.training.facts import holds_words
from pipeline.core.training.leaks import find_leaks
from pipeline.core.training.training_set import TrainingOptions, make_training_set
from tests.helpers.claims import page, record
from tests.helpers.exporting import contents_of
from tests.helpers.training import DAMS, made


@pytest.fixture(scope="module")
def whole():
    return made()


def test_every_kind_is_there_and_every_fact_has_six_wordings(whole):
    assert {one.kind for one in whole.examples} == {*KINDS}
    wordings = Counter((one.kind, one.fact) for one in whole.examples if one.kind != "text")
    assert min(wordings.values()) >= 6


def test_every_answer_stands_in_the_quotes_of_its_claims(whole):
    assert find_answer_faults(whole.examples) == []
    assert all(one.basis for one in whole.examples if one.kind != "refusal")


def test_no_fact_is_in_two_splits(whole):
    assert find_leaks(whole.examples) == []
    assert whole.report.leaks == ()
    assert {one.split for one in whole.examples} == {"train", "validation", "test"}


def test_an_open_question_is_answered_with_the_value_first(whole):
    one = next(x for x in whole.examples if x.question == "What is the height of the Elm Dam?")
    assert one.answer == (
        "13 metres. “The height of the Elm Dam is 13 metres.” (Survey of the Elm Dam, 2012-03-01)"
    )


def test_an_old_value_is_corrected_by_the_new_one(whole):
    one = next(x for x in whole.examples if x.kind == "superseded")
    assert one.question == "Does this still hold? “The height of the Birch Dam is 11 metres.”"
    assert one.answer.startswith("Not any more: 99")


def test_a_wrong_value_is_never_one_that_some_source_gives(whole):
    asked = [x for x in whole.examples if x.kind == "closed" and "Birch Dam is" in x.basis[0].quote]
    said = " ".join(x.answer for x in asked)
    assert "No: 11 metres, not " in said
    assert "not 99" not in said


def test_a_refusal_asks_for_what_no_statement_says(whole):
    asked = {x.question for x in whole.examples if x.kind == "refusal"}
    assert "What is the height of Yew Dam?" in asked
    assert not any("height of Elm Dam" in question for question in asked)
    assert not any("Lake" in question for question in asked)


def test_two_hops_go_over_a_name_that_is_left_out(whole):
    one = next(x for x in whole.examples if x.kind == "two-hop")
    name = one.basis[0].span
    assert not holds_words(one.question, name)
    assert one.answer.startswith(f"{name}: {one.basis[1].span}.")


def test_running_text_names_both_pages(whole):
    one = next(x for x in whole.examples if x.kind == "text")
    assert one.question == ""
    assert " and " in one.answer.splitlines()[0]


def test_the_order_of_pages_changes_nothing(whole):
    assert made(parts=(*reversed(DAMS),)).examples == whole.examples


def test_another_seed_holds_back_other_facts(whole):
    other = made(seed=1)
    held = [{x.claims for x in one.examples if x.split == "test"} for one in (whole, other)]
    assert held[0] != held[1]


def test_a_size_is_kept_with_all_wordings_and_several_kinds(whole):
    small = made(size=120)
    assert 60 < len(small.examples) <= 120
    assert len({x.kind for x in small.examples}) >= 6
    count = Counter((x.kind, x.fact) for x in whole.examples)
    assert all(
        number == count[key]
        for key, number in Counter((x.kind, x.fact) for x in small.examples).items()
    )
    assert small.report.not_taken == len(whole.examples) - len(small.examples)


def test_only_the_kinds_that_are_wanted_are_made():
    assert {x.kind for x in made(kinds=("open", "refusal")).examples} == {"open", "refusal"}


def test_words_of_pages_can_be_left_out():
    worded = page(
        "Ash Dam",
        "The Ash Dam rises 77 metres.[^renewal-9]",
        {"renewal-9": "| height | 77 metres |"},
    )
    assert made(worded).report.page_worded > 0
    clean = made(worded, only_source_words=True)
    assert clean.report.page_worded == 0
    assert all(x.is_of_the_source for x in clean.examples)


def test_a_wiki_in_a_language_without_wordings_is_asked_by_english_gaps():
    found = make_training_set(contents_of(*DAMS, language="fi"), TrainingOptions())
    assert (found.report.language, found.report.worded_in) == ("fi", "en")
    asked = [x.question for x in found.examples if x.kind == "open"]
    assert asked
    assert all("____" in question for question in asked)


def test_a_german_wiki_is_asked_in_german():
    record_, elm = (
        record("karte", "2014-03-01", title="Karte der Dämme"),
        page(
            "Elmdamm",
            "Die Höhe des Elmdamms beträgt 42,5 Meter.[^karte-1]",
            {"karte-1": "Die Höhe des Elmdamms beträgt 42,5 Meter."},
        ),
    )
    found = make_training_set(contents_of(record_, elm, language="de"), TrainingOptions())
    asked = {x.question: x.answer for x in found.examples}
    assert asked["Welchen Wert hat die Höhe des Elmdamms?"] == (
        "42,5 Meter. „Die Höhe des Elmdamms beträgt 42,5 Meter.“ (Karte der Dämme, 2014-03-01)"
    )
    assert found.report.worded_in == "de"


def test_an_empty_wiki_gives_nothing():
    assert make_training_set(contents_of(), TrainingOptions()).examples == ()
