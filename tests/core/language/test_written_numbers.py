"""One number however a language writes it, and two readings where the language is unclear."""

import pytest

from pipeline.core.language.written_numbers import read_number


@pytest.mark.parametrize(
    "written",
    [
        "7.654,5",
        "7654,5",
        "7 654,5",
        "7\u00a0654,5",
        "7\u202f654,5",
        "7'654.5",
        "7’654.5",
        "7,654.5",
    ],
)
def test_signs_of_two_kinds_have_one_reading(written):
    assert read_number(written) == (7654.5,)


@pytest.mark.parametrize(
    "written", ["4.200.000", "4,200,000", "4 200 000", "42,00,000", "4'200'000"]
)
def test_a_sign_that_stands_twice_parts_thousands(written):
    assert read_number(written) == (4_200_000.0,)


@pytest.mark.parametrize(
    ("written", "decimal", "readings"),
    [
        ("12.500", "", (12.5, 12500.0)),
        ("12,500", "", (12500.0, 12.5)),
        ("12.500", ",", (12500.0,)),
        ("12.500", ".", (12.5,)),
        ("12,500", ",", (12.5,)),
        ("12,500", ".", (12500.0,)),
        ("0.500", ",", (0.5,)),
        ("1234.500", ",", (1234.5,)),
        ("2,5", ".", (2.5,)),
        ("2.50", ",", (2.5,)),
        ("٤٫٥", "", (4.5,)),
        ("80", ",", (80.0,)),
    ],
)
def test_one_sign_is_read_by_the_language_where_it_is_known(written, decimal, readings):
    assert read_number(written, decimal) == readings
