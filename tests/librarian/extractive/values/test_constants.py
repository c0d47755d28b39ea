"""Values of constants, whose names say the whole attribute."""

import pytest

from pipeline.librarian.extractive.values.constants import compare_constants, value_of_constant
from tests.librarian.extractive.test_referee import judged, said


@pytest.mark.parametrize(
    "text",
    [
        "`PUMP_PRICE` is 40.",
        "`PUMP_PRICE`: `40`, not changed.",
        "PUMP_PRICE = 40",
        "Filling it adds PUMP_PRICE, 40 litres, to the tank.",
        "PUMP_PRICE, the price of a litre, is 40.",
        "The constant PUMP_PRICE (40) holds for all.",
        "The change sets PUMP_PRICE to BASE_PRICE + TANK_SHARE, which is 40 litres.",
        "PUMP_PRICE is changed from 20 to 40.",
        "It moves two prices: TANK_SHARE from 2 to 3, and PUMP_PRICE from 20 to 40.",
        "A cold start costs 40 (PUMP_PRICE).",
        "It updates the PUMP_PRICE constant from 20 (`0x14`) to 40 (`0x28`).",
    ],
)
def test_the_forms_in_which_a_constant_is_given(text):
    found = value_of_constant("PUMP_PRICE", text)
    assert found is not None
    assert found.values == (40.0,)


@pytest.mark.parametrize(
    "text",
    [
        "The values for PUMP_PRICE and TANK_SHARE are chosen to correspond to a target of 40 litres.",
        "PUMP_PRICE is 40 * TANK_SHARE.",
        "PUMP_PRICE from 20 to 40 - TANK_SHARE",
        "It adds `PUMP_PRICE - TANK_SHARE` (currently 40) litres.",
        "PUMP_PRICE is raised, and 40 litres are drawn.",
    ],
)
def test_what_is_not_the_value_of_a_constant(text):
    assert value_of_constant("PUMP_PRICE", text) is None


def test_two_values_of_one_constant_differ():
    found = compare_constants("PUMP_PRICE is 40.", "It sets PUMP_PRICE to A_B + C_D, which is 30.")
    assert (found.label, found.new.text, found.old.text) == ("PUMP_PRICE", "40", "30")
    assert compare_constants("PUMP_PRICE is 40.", "PUMP_PRICE is 0x28.") is None
    assert compare_constants("PUMP_PRICE is 40 litres.", "PUMP_PRICE is 30 euros.") is None
    assert compare_constants("MAX_PUMP_PRICE is 40.", "PUMP_PRICE is 30.") is None


@pytest.mark.parametrize("name", ["FORK_BLOCK", "CHAIN_ID", "PUMP_VERSION"])
def test_a_name_that_every_document_gives_anew_is_not_compared(name):
    assert compare_constants(f"{name} is 40.", f"{name} is 30.") is None


def test_the_newer_value_of_a_constant_supersedes():
    old = said("Filling it adds PUMP_PRICE, 40 litres, to the tank.", "old", "2020")
    new = said("The reform sets PUMP_PRICE to BASE_PRICE + TANK_SHARE, which is 30.", "new", "2024")
    found = judged(old, new)
    assert (found.kind, found.current, found.words_a, found.words_b) == (
        "supersedes",
        "b",
        "40",
        "30",
    )
    draft = said(new.text, "new", "2024", "proposed")
    assert judged(old, draft).kind == "proposed"
