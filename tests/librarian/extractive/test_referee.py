"""The embedded referee: values, negations, dates and standing decide; in doubt it is unsure."""

from dataclasses import replace

import pytest

from pipeline.core.claims.judgement import Pair, Statement
from pipeline.librarian.extractive import referee
from pipeline.librarian.extractive.referee import ExtractiveReferee, judge_pair

# What the referee remembers of texts.
_KEPT = [one for one in vars(referee).values() if hasattr(one, "cache_clear")]


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
    assert (found.kind, found.current, found.words_a, found.words_b) == (
        "supersedes",
        "b",
        "200",
        "800",
    )
    assert judged(NEW, OLD).current == "a"


def test_without_an_order_two_values_contradict():
    assert (
        judged(said("The pump has 200 valves.", "x"), said("The pump has 800 valves.", "y")).kind
        == "contradicts"
    )


@pytest.mark.parametrize("standing", ["proposed", "withdrawn"])
def test_what_is_not_in_force_supersedes_nothing(standing):
    found = judged(OLD, said("The pump has 800 valves.", "new", "2024", standing))
    assert (found.kind, found.current) == ("proposed", "a")


def test_a_change_that_names_the_old_value_supersedes():
    found = judged(
        said("Increase the price of PUMP to 200 (from 50).", "a"),
        said("The PUMP changes from 200 to 800.", "b"),
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
        (
            "The pump is safe to use in winter.",
            "The pump is not safe to use if the winter is cold.",
        ),
    ],
)
def test_what_may_be_of_different_things_is_not_reported(a, b):
    assert judged(said(a, "old", "2020"), said(b, "new", "2024")).kind in (
        "unsure",
        "scope",
        "agrees",
    )


@pytest.mark.parametrize(
    "text", ["The pump had 200 valves.", "Until 2023 the pump has 200 valves."]
)
def test_the_past_stays_true(text):
    assert judged(said(text, "old", "2020"), NEW).kind in ("scope", "unsure")


def test_what_stands_under_history_stays_true():
    assert judged(said(OLD.text, "old", "2020", heading="How it changed"), NEW).kind == "scope"


def test_one_source_does_not_contradict_itself():
    assert judged(OLD, said("The pump has 800 valves.", "old", "2020")).kind == "unsure"


def test_a_denial_of_the_same_words_contradicts():
    found = judged(
        said("The new pump is safe for drinking water.", "x"),
        said("The new pump is not safe for drinking water.", "y"),
    )
    assert found.kind == "contradicts"


def test_a_statement_against_its_own_quote():
    source = Statement("", "raw/old.md", "", "The pump has 200 valves.", quotes=("The pump has 200 valves.",), sources=("raw/old.md",), labels=("old-1",))  # fmt: skip
    assert judged(said("The pump has 300 valves.", "old", "2020"), source).kind == "contradicts"


def test_a_page_that_was_renamed_is_known_by_its_old_name():
    """The statements still say "pump"; the page is called "Gusher" now, and "Pump" is its alias."""
    renamed = [
        replace(side, entities=("gusher",), names=((), ("Gusher", "Pump"))) for side in (OLD, NEW)
    ]
    assert judged(*renamed).kind == "supersedes"
    nameless = [replace(side, names=()) for side in renamed]
    assert judged(*nameless).kind == "unsure"


def test_an_announcement_is_known_by_an_alias_of_its_page():
    plan = "A change to this function is likely to come in the future."
    old, new = (
        said(plan, "old", "2020"),
        said("The turbine rework changes the function.", "new", "2024"),
    )
    assert judged(replace(old, names=(("Page", "Turbine plan"),)), new).kind == "supersedes"
    assert judged(old, new).kind == "unsure"


@pytest.mark.parametrize(
    "end", [", as Crane does.", ", as cranes do.", ", just as the old crane did"]
)
def test_that_something_else_does_so_too_takes_no_contradiction_away(end):
    a = said("The pump stands in clean drinking water" + end, "x")
    assert (
        judged(a, said("The pump does not stand in clean drinking water.", "y")).kind
        == "contradicts"
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Every first touch of the pump is charged the cold fee (2019).", "Every first touch of the pump is charged the cold fee (2021)."),
        ("The launch of PUMP is planned (EIP-2929, 2021-04-15).", "The launch of PUMP is planned for April 2023."),
        ("The launch of PUMP is set (Crane Office, March 2021; EIP-2, 2022).", "The launch of PUMP is in April 2023."),
        ("The pump opens after 1 March 2022.", "The pump opens to all (15 April 2021)."),
    ],
)  # fmt: skip
def test_the_date_of_a_source_in_brackets_is_no_value(a, b):
    for one, other in ((a, b), (b, a)):
        assert judged(said(one, "x"), said(other, "y")).kind in ("unsure", "scope")


def test_the_date_of_a_source_in_brackets_hides_no_value():
    assert judged(said(OLD.text[:-1] + " (2020-01-02).", "old", "2020"), NEW).kind == "supersedes"
    assert (
        judged(
            said(OLD.text[:-1] + " (2020).", "old", "2020"),
            said(OLD.text[:-1] + " (2021).", "new", "2024"),
        ).kind
        == "agrees"
    )
    a, b = (
        "The new pump is safe for drinking water (2019).",
        "The new pump is not safe for drinking water (2021).",
    )
    assert judged(said(a, "x"), said(b, "y")).kind == "contradicts"
    day, later = (
        "The town had 642 cases of fever (2020-03-01).",
        "The town had more than 650 cases of fever (2020-03-09).",
    )
    assert judged(said(day, "x"), said(later, "y")).kind == "unsure"


def test_what_is_and_what_it_is_to_become():
    now, plan = (
        "The town currently draws 36M at the pump.",
        "They should all update the pump value of their plans to 60M.",
    )
    assert judged(said(now, "x", "2020"), said(plan, "y", "2024")).current == "b"
    assert judged(said(now, "x", "2024"), said(plan, "y", "2020")).current != "b"


def test_a_part_of_a_formula_is_no_value():
    one, other = (
        "The price of PUMP is 20000 + 200 * (N-2).",
        "The price of PUMP is 5000 + 200 * (N-2).",
    )
    assert judged(said(one, "old", "2020"), said(other, "new", "2024")).kind == "unsure"
    assert judged(said("The price of PUMP is 20000.", "old", "2020"), said("The price of PUMP is 5000.", "new", "2024")).kind == "supersedes"  # fmt: skip


def test_an_average_rating_is_no_approval_rating():
    one, other = (
        "The pump has an approval rating of 14 %.",
        "The pump has an {} rating of more than 35 %.",
    )
    assert judged(said(one, "x"), said(other.format("average"), "y")).kind == "unsure"
    assert judged(said(one, "x"), said(other.format("approval"), "y")).kind == "contradicts"


def test_a_verdict_does_not_depend_on_what_was_judged_before():
    texts = (
        "The pump has 200 valves.",
        "The pump has 800 valves.",
        "The PUMP_SIZE of pumps is 12 bytes.",
        "2021: PUMP_SIZE is 16 bytes.",
        "The pump does not leak under load at all.",
        "The pump leaks under load at all.",
    )
    sides = [said(text, f"s{n}", f"{2000 + n}") for n, text in enumerate(texts)]
    # The same texts on pages that have other names.
    named = [replace(one, names=((), ("Valves of pumps",))) for one in sides]
    pairs = [Pair(a, b) for some in (sides, named) for a in some for b in some if a is not b]
    first = [judge_pair_alone(pair) for pair in pairs]
    assert ExtractiveReferee().judge(pairs, None) == first
    assert ExtractiveReferee().judge(pairs[::-1], None)[::-1] == first
    assert len({one.kind for one in first}) > 1


def judge_pair_alone(pair):
    """Judge a pair with nothing remembered of any text."""
    for kept in _KEPT:
        kept.cache_clear()
    return judge_pair(pair)


def test_the_referee_is_the_protocol():
    referee = ExtractiveReferee()
    assert referee.name == "extractive"
    assert referee.judge_key
    assert referee.judge([], None) == []
