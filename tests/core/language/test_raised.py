import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.language.raised import DOWN, END, UP, is_note_sign, write_raised


def write(text):
    """Write a text in which `{…}` is raised and `<…>` is lowered."""
    return write_raised(text.translate(str.maketrans({"{": UP, "<": DOWN, "}": END, ">": END})))


@pytest.mark.parametrize(
    ("marked", "written"),
    [
        ("some 10{9} stars", "some 10^9 stars"),
        ("10{−3} litres", "10^−3 litres"),
        ("watched by 44{7} people", "watched by 44^7 people"),
        ("a yard of 80 m{2} in all", "a yard of 80 m² in all"),
        ("C<6>H<12>O<6> dissolves", "C₆H₁₂O₆ dissolves"),
        ("the number 101<2> is five", "the number 101_2 is five"),
        ("SO<4>{2-} ions", "SO₄^2- ions"),
        ("a trace of {14}C", "a trace of ¹⁴C"),
        ("10 {6} litres", "10 ^6 litres"),
        ("(a + b){2} is", "(a + b)^2 is"),
        ("x{n+1} and e{-x}", "x^(n+1) and e^-x"),
        ("v<max> of x<i>{2}", "v_max of x_i²"),
        ("10{6{2}} of them", "10^(6^2) of them"),
        ("log<2>8 is 3", "log₂ 8 is 3"),
        ("2{10}5", "2^10 5"),
        ("2{n}m", "2^n m"),
    ],
)
def test_a_raised_or_lowered_digit_keeps_its_meaning(marked, written):
    assert write(marked) == written


@pytest.mark.parametrize(
    ("marked", "written"),
    [
        ("3{1}⁄<2> inches", "3 1/2 inches"),
        ("{3}/<4> of them", "3/4 of them"),
        ("7½ weeks", "7 ½ weeks"),
        ("4·10⁶ tonnes", "4·10^6 tonnes"),
        ("12₈ and m²", "12_8 and m²"),
        ("10⁶5", "10^6 5"),
    ],
)
def test_fractions_and_digits_of_unicode_stand_apart_from_a_number(marked, written):
    assert write(marked) == written


@pytest.mark.parametrize(
    ("marked", "written"),
    [
        ("the 21{st} of May", "the 21st of May"),
        ("le 1{er} mai", "le 1er mai"),
        ("M{me} Brandt", "Mme Brandt"),
        ("Korvel{TM} valves", "Korvel™ valves"),
        ("Korvel{see the note} valves", "Korvel see the note valves"),
    ],
)
def test_raised_ends_of_words_and_trade_signs_join_their_word(marked, written):
    assert write(marked) == written


@pytest.mark.parametrize(
    ("marked", "written"),
    [
        ("opened in 1958{[3]} by", "opened in 1958 by"),
        ("opened in 1958{*} by", "opened in 1958 by"),
        ("It was closed.{12} It was sold.{4,5}", "It was closed. It was sold."),
        ("the case{[citation needed]} is", "the case is"),
    ],
)
def test_note_signs_are_taken_out(marked, written):
    assert write(marked) == written


def test_what_stands_behind_a_variable_is_no_note_sign():
    assert is_note_sign("*", "the dam")
    assert not is_note_sign("*", "the dual A")
    assert not is_note_sign("(3)", "f")
    assert not is_note_sign("2", "metres")


SIGNED = st.text(st.sampled_from(f"12ab .,([*⁶½{UP}{DOWN}{END}{END}"), max_size=30)


@given(SIGNED)
def test_no_sign_is_left_over_and_no_character_of_other_text_is_lost(text):
    written = write_raised(text)
    assert not re.search(f"[{UP}{DOWN}{END}]", written)
    if not re.search(f"[{UP}{DOWN}{END}⁶½]", text):
        assert written == text


@given(st.integers(0, 9999), st.integers(0, 99), st.sampled_from([UP, DOWN]))
def test_a_number_is_never_joined_also_not_in_its_compatibility_form(number, raised, sign):
    written = unicodedata.normalize("NFKC", write_raised(f"is {number}{sign}{raised}{END} units"))
    assert re.findall(r"\d+", written) == [str(number), str(raised)]


def test_very_many_signs_take_time_in_proportion():
    assert len(write_raised(f"1{UP}2" * 100_000 + END * 100_000)) >= 200_000
