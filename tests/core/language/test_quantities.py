import random

import pytest

from pipeline.core.language.quantities import (
    find_numbers,
    find_value_changes,
    number_pattern,
    quantities,
)
from pipeline.core.language.written_numbers import ANY, ENGLISH


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It has 82 known moons.", [82]),
        ("a limit of 16,777,216 gas", [16777216]),
        ("around 3 million blocks", [3_000_000]),
        ("`0x6000` bytes", [24576]),
        ("grew by 2.36%", [2.36]),
        ("costs $5 million", [5_000_000]),
        ("found twelve moons", [12]),
        ("as of EIP-2929", []),
        ("11_400_000 blocks", [11_400_000]),
    ],
)
def test_numbers_are_read_as_their_values(text, values):
    assert [q.values[0] for q in quantities(text)] == values


def test_a_suffix_of_thousands_or_bytes_has_two_readings():
    (tokens,) = quantities("8K tokens")
    assert tokens.values == (8000, 8192)
    assert quantities("24KB")[0].agrees_with(quantities("0x6000")[0])


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("on 7 October 2019", "2019-10-07"),
        ("October 7, 2019", "2019-10-07"),
        ("in July 2028", "2028-07"),
        ("planned for 2027", "2027"),
        ("on 2020-09-01", "2020-09-01"),
    ],
)
def test_dates_hide_the_numbers_in_them(text, iso):
    assert [q.date for q in quantities(text)] == [iso]


def test_a_date_agrees_with_a_coarser_one_that_holds_it():
    assert quantities("on 14 April 2023")[0].agrees_with(quantities("in April 2023")[0])
    assert not quantities("in April 2023")[0].agrees_with(quantities("in 2022")[0])


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Increase the gas cost of SLOAD to 200 (from 50).", [("50", "200")]),
        ("The `SLOAD` (`0x54`) operation changes from `200` to `800` gas", [("200", "800")]),
        ("Increase the cost of X to 2100, and of Y to 2600.", [(None, "2100"), (None, "2600")]),
        ("set for July 2028, replacing the earlier plan for 2027", [("2027", "July 2028")]),
        ("constant of 24KB (`0x6000` bytes) to 64KB (`0x10000` bytes), up from 24KB", []),
        ("It has 82 moons and 3 rings.", []),
    ],
)
def test_changes_are_read_as_before_and_after(text, pairs):
    found = [
        (c.before.text if c.before else None, c.after.text if c.after else None)
        for c in find_value_changes(text)
    ]
    assert found == pairs or (not pairs and len(found) <= 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10^6 litres", 1_000_000),
        ("10⁶ litres", 1_000_000),
        ("10^(6) litres", 1_000_000),
        ("3 × 10^-3 litres", 0.003),
        ("3·10⁻³ litres", 0.003),
        ("6.02×10²³ atoms", 6.02e23),
        ("2^32 addresses", 4_294_967_296),
        ("50 m² in all", 50),
    ],
)
def test_a_power_is_one_number(text, value):
    assert [q.values for q in quantities(text)] == [(value,)]


@pytest.mark.parametrize("text", ["31⁴ guards", "31^4 guards"])
def test_a_raised_digit_that_may_be_a_note_never_joins_a_number(text):
    (found,) = quantities(text)
    assert found.agrees_with(quantities("31 guards")[0])
    assert not found.agrees_with(quantities("314 guards")[0])


@pytest.mark.parametrize("text", ["10^999 x", "9^999 x", "0^-1 x", "9.5⁹⁹⁹ x", "1e5^9 x"])
def test_a_power_that_is_too_large_is_no_error(text):
    quantities(text)


@pytest.mark.parametrize("number", [ANY, ENGLISH])
def test_looking_where_a_number_may_begin_finds_what_the_pattern_finds_everywhere(number):
    pieces = (
        *("seven", "Seven,", "(two)", "v2.1", "$", "$ 5", "€5kb", "0x1f", "twenty-one", "often"),
        *("money", "One.", "1,234.5", "10^6", "2×10^3", "ſeven", "THIRTY", "3.4.5", "A-7", "x9"),
        *("5 %", "12th", "\u0663", "1\u00a0000", "\n", "-", "thee", "foxes"),
    )
    chance, pattern = random.Random(5), number_pattern(number)
    for _ in range(2_000):
        text = chance.choice(("", " ")).join(chance.choices(pieces, k=chance.randint(1, 7)))
        found = [(m.span(), m.groupdict()) for m in find_numbers(pattern, text)]
        assert found == [(m.span(), m.groupdict()) for m in pattern.finditer(text)], text
