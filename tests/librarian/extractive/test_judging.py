"""The embedded referee: values, negations, dates and standing decide; in doubt it is unsure."""

import pytest

from pipeline.core.judgement import Pair, Statement
from pipeline.librarian.extractive.judging import ExtractiveReferee


def said(text, name, published="", standing="in-force", heading="", source=""):
    path = source or f"raw/{name}.md"
    slug = f"page-of-{name}"
    return Statement(
        slug,
        f"wiki/{slug}.md",
        heading,
        text,
        (f"{name}-1",),
        (text,),
        (path,),
        (published,),
        ("",),
        (standing,),
        ("pump",),
    )


def judged(a, b):
    (found,) = ExtractiveReferee().judge([Pair(a, b)], None)
    return found


OLD = said("The pump has 200 valves.", "old", "2020")
NEW = said("The pump has 800 valves.", "new", "2024")


def test_the_newer_of_two_sources_in_force_supersedes():
    found = judged(OLD, NEW)
    assert (found.kind, found.current, found.words_a, found.words_b) == ("supersedes", "b", "200", "800")
    assert judged(NEW, OLD).current == "a"


def test_without_an_order_two_values_contradict():
    assert judged(said("The pump has 200 valves.", "x"), said("The pump has 800 valves.", "y")).kind == "contradicts"


@pytest.mark.parametrize("standing", ["proposed", "withdrawn"])
def test_what_is_not_in_force_supersedes_nothing(standing):
    found = judged(OLD, said("The pump has 800 valves.", "new", "2024", standing))
    assert (found.kind, found.current) == ("proposed", "a")


def test_a_change_that_names_the_old_value_supersedes():
    found = judged(
        said("Increase the price of PUMP to 200 (from 50).", "a"), said("The PUMP changes from 200 to 800.", "b")
    )
    assert (found.kind, found.current) == ("supersedes", "b")


def test_one_value_in_two_ways_of_writing_agrees():
    assert judged(OLD, said("The pump has 200 valves in all.", "new", "2024")).kind == "agrees"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The cold pump has 200 valves.", "The warm pump has 800 valves."),
        ("The pump has 200 valves.", "The pump has 800 screws."),
        ("The pump has 200 valves per block.", "The pump has 800 valves per transaction."),
        ("The maximum of the pump is 200 litres.", "The target of the pump is 800 litres."),
        ("The pump has 200 valves.", "The crane has 800 valves."),
        ("The pump is safe to use in winter.", "The pump is not safe to use if the winter is cold."),
    ],
)
def test_what_may_be_of_different_things_is_not_reported(a, b):
    assert judged(said(a, "old", "2020"), said(b, "new", "2024")).kind in ("unsure", "scope", "agrees")


@pytest.mark.parametrize("text", ["The pump had 200 valves.", "Until 2023 the pump has 200 valves."])
def test_the_past_stays_true(text):
    assert judged(said(text, "old", "2020"), NEW).kind in ("scope", "unsure")


def test_what_stands_under_history_stays_true():
    assert judged(said(OLD.text, "old", "2020", heading="How it changed"), NEW).kind == "scope"


def test_one_source_does_not_contradict_itself():
    assert judged(OLD, said("The pump has 800 valves.", "old", "2020")).kind == "unsure"


def test_a_denial_of_the_same_words_contradicts():
    found = judged(
        said("The new pump is safe for drinking water.", "x"), said("The new pump is not safe for drinking water.", "y")
    )
    assert found.kind == "contradicts"


def test_a_statement_against_its_own_quote():
    source = Statement("", "raw/old.md", "", "The pump has 200 valves.", quotes=("The pump has 200 valves.",), sources=("raw/old.md",), labels=("old-1",))  # fmt: skip
    assert judged(said("The pump has 300 valves.", "old", "2020"), source).kind == "contradicts"


def test_the_referee_is_the_protocol():
    referee = ExtractiveReferee()
    assert referee.name == "extractive" and referee.judge_key and referee.judge([], None) == []
