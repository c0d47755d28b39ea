"""What tells instances of one kind apart is read from a statement, and nothing else is."""

import pytest

from pipeline.core.language.instances import are_other_instances, instances_at, instances_in


def read(text):
    return {series: sorted(names) for series, names in instances_in(text).items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Route 12 of the Tamsin bus has 40 stops.", {"route": ["12"]}),
        ("Kiln 2 holds 310 bricks.", {"kiln": ["2"]}),
        ("Kilns 2 and 3 hold 310 bricks.", {"kiln": ["2", "3"]}),
        ("Borehole BH-7 is 90 metres deep.", {"bh": ["7"]}),
        ("The Stage II plan costs 900 dollars.", {"stage": ["2"]}),
        ("The second stage costs 900 dollars.", {"stage": ["2"]}),
        ("Building C has 7 floors.", {"building": ["C"]}),
        ("Team A won 5 games.", {"team": ["A"]}),
        ("Pump No. 5 delivers 30 litres.", {"pump": ["5"]}),
        ("Version 4.1 has 9 options.", {"version": ["4.1"]}),
        ("Since v4.2 there are 11 options.", {"version": ["4.2"]}),
        ("The draft budget is 40,000 dollars.", {"as": ["draft"]}),
        ("Die Linie 4 hat 22 Haltestellen.", {"linie": ["4"]}),
    ],
)
def test_an_instance_is_a_series_and_what_follows_it(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "About 40 people came in 1967.",
        "The tower has 40 floors and 3 lifts.",
        "Only 3 turbines run.",
        "On 3 May 2020 the gate was closed.",
        "The World Fair 2030 had 32 halls.",
        "Rund 40 Leute kamen.",
        "He spent 5 days there.",
        "The ſecond phase begins, and the fırst phase ends.",
        "It costs 5 dollars, and 7 dollars on Sunday.",
    ],
)
def test_what_is_counted_is_no_instance(text):
    assert read(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "ABC-1884 increases the price of the valve to 800.",
        "According to Report 3 the valve costs 800.",
        "RFC 9110 defines the limit as 10.",
    ],
)
def test_a_document_that_speaks_is_no_subject(text):
    assert read(text) == {}


def test_two_of_one_series_are_others_and_two_series_are_not():
    one, other = instances_in("Kiln 2 is 5 m long."), instances_in("Kiln 3 is 6 m long.")
    assert are_other_instances(one, other)
    assert not are_other_instances(one, one)
    assert not are_other_instances(one, instances_in("Kilns 2 and 3 are 6 m long."))
    assert not are_other_instances(one, instances_in("Hall 3 is 6 m long."))
    assert not are_other_instances(one, instances_in("The kiln is 6 m long."))


def test_a_value_belongs_to_the_nearest_instance_before_it():
    text = "Kiln 2 holds 310 bricks and Kiln 3 holds 450 bricks."
    assert instances_at(text, text.index("310")) == {"kiln": {"2"}}
    assert instances_at(text, text.index("450")) == {"kiln": {"3"}}
    assert instances_at("22 stops are on Route 4.", 0) == {"route": {"4"}}


def test_time_follows_length():
    for text in ("Line 4, 5, " * 5_000, "A" * 50_000, "Line 1 and " * 5_000, "A-1" * 20_000):
        instances_in(text)
