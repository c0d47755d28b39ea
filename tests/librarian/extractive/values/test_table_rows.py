"""Values in table rows and in lists of changes, as pages lay them out."""

from dataclasses import replace

import pytest

from pipeline.librarian.extractive.values.table_rows import read_values, value_of_cell
from tests.librarian.extractive.test_referee import judged, said

PUMP = frozenset({"pump"})


def row(text, name, published):
    return replace(said(text, name, published), raw="| … |")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2600", "2600"),
        ("about 2600 litres", "2600"),
        ("`COLD_COST` (2600)", "2600"),
        ("2600 (`COLD_COST`)", "2600"),
        ("1,200 kWh a year", "1,200"),
        ("an additional 2600", ""),
        ("it costs 5 litres and then 7", ""),
        ("from 3 May 2020", ""),
        ("5000 - COLD_COST", ""),
        ("–", ""),
    ],
)
def test_a_cell_is_a_value_or_a_sentence(cell, value):
    found = value_of_cell(cell)
    assert (found.text if found else "") == value


def test_a_row_gives_values_under_its_headers():
    text = "Machine: the pump; Price: 40; Price before: 30; Weight: 7 kg"
    assert [(v.value.text, v.before and v.before.text) for v in read_values(text, "|", PUMP)] == [
        ("40", None),
        ("7", None),
    ]
    (price,) = read_values("Machine: the pump; Price: 40; Raised from: 30", "|", PUMP)
    assert (price.value.text, price.before.text) == ("40", "30")
    assert read_values("Machine: the crane; Price: 40", "|", PUMP) == ()


def test_a_row_is_replaced_by_a_newer_change():
    old = row("Machine: PUMP; Price: 40 euros; Raised from: 30", "old", "2020")
    new = said("PUMP goes from 40 to 55 euros.", "new", "2024")
    assert (judged(old, new).kind, judged(old, new).current) == ("supersedes", "b")
    other = said("CRANE goes from 40 to 55 euros.", "new", "2024")
    assert judged(old, other).kind == "unsure"


def test_a_row_of_another_attribute_or_unit_is_not_compared():
    old = row("Machine: PUMP; Price: 40 euros", "old", "2020")
    assert judged(old, row("Machine: PUMP; Weight: 55 kilos", "new", "2024")).kind == "unsure"
    assert judged(old, row("Machine: PUMP; Price: 55 euros", "new", "2024")).kind == "supersedes"


def test_one_value_for_all_cases_is_replaced_by_one_for_each():
    """The older price holds for cold and warm water, the newer sources tells these apart."""
    old = said("The price of PUMP goes from 400 to 700 euros.", "old", "2020")
    both = row("Machine: PUMP; Price, cold: 2600; Price, warm: 100", "new", "2024")
    assert (judged(old, both).kind, judged(old, both).current) == ("supersedes", "b")
    one = row("Machine: PUMP; Price, cold: 2600", "new", "2024")
    assert judged(old, one).kind == "unsure"
    kept = row("Machine: PUMP; Price, cold: 2600; Price, warm: 700", "new", "2024")
    assert judged(old, kept).kind == "unsure"


def test_in_a_list_of_changes_a_value_is_that_of_the_thing_before_it():
    new = said(
        "The reform changes three prices: CRANE goes from 2 to 8 euros, PUMP from 4 to 7, and"
        " WINCH from 5 to 9.",
        "new",
        "2024",
    )
    for name, right in (("CRANE", ("2", "8")), ("PUMP", ("4", "7")), ("WINCH", ("5", "9"))):
        old = row(f"Machine: {name}; Price: {right[0]} euros; Raised from: 1", "old", "2020")
        found = judged(old, new)
        assert (found.kind, found.words_a, found.words_b) == ("supersedes", *right)
    other = row("Machine: PUMP; Price: 2 euros; Raised from: 1", "old", "2020")
    assert judged(other, new).words_b in ("7", "")
