"""What search knows a text by."""

import sqlite3

import pytest
from hypothesis import given

from pipeline.core.search.terms import is_unspaced, pairs_of, split_scripts, stop_terms, terms_of
from tests.helpers.strategies import any_text, foreign_text


def test_words_are_stemmed_by_the_language():
    assert terms_of("The moons orbited") == ["the", "moon", "orbit"]
    assert terms_of("Die Häuser wurden gebaut", "de") == ["die", "haus", "wurd", "gebaut"]
    assert terms_of("les maisons construites", "fr") == ["les", "maison", "construit"]
    assert terms_of("Häuser", "xx") == ["hauser"], "a language without a stemmer"


def test_accents_do_not_count():
    assert terms_of("Müller Øresund Łódź") == terms_of("Muller Oresund Lodz")
    assert terms_of("e\u0301te\u0301") == terms_of("ete")


def test_a_name_with_dots_is_found_whole_and_by_its_parts():
    assert terms_of("config.toml") == ["config.toml", "config", "toml"]
    assert terms_of("4.5") == ["4.5"], "a number has no parts"


def test_signs_that_belong_to_a_name_are_kept():
    assert terms_of("C++, C# and F#.") == ["c++", "c#", "and", "f#"]
    assert terms_of("issue #14") == ["issu", "14"]


def test_hidden_characters_part_no_word():
    assert terms_of("ex\u00adam\u200bple") == ["exampl"]


def test_scripts_without_spaces_give_pairs_and_the_last_letter():
    assert pairs_of("木星の") == ("木星", "星の", "の")
    assert terms_of("木星のAI技術2025年") == [
        *("木星", "星の", "の", "ai"),
        *("技術", "術", "2025", "年"),
    ]
    assert terms_of("위성은 토성의") == ["위성", "성은", "은", "토성", "성의", "의"]
    assert terms_of("ｶﾞｽ") == terms_of("ガス"), "half width is full width"
    assert terms_of("สวัสดี")[0] == "สว"


def test_a_word_is_cut_where_its_script_changes():
    assert split_scripts("AI技術v2") == ["AI", "技術", "v2"]
    assert split_scripts("plain") == ["plain"]
    assert is_unspaced("技術")
    assert not is_unspaced("AI")


@pytest.mark.parametrize(
    ("text", "word"),
    [("土星的卫星很多", "卫星"), ("土星の衛星は多い", "衛星"), ("토성의 위성은", "위성")],
)
def test_three_letters_in_a_row_find_nothing_for_a_word_of_two(text, word):
    """This is why pairs are made, and SQLite's own index of trigrams is not used."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE x USING fts5(body, tokenize='trigram')")
    db.execute("INSERT INTO x VALUES (?)", (text,))
    assert db.execute("SELECT * FROM x WHERE x MATCH ?", (f'"{word}"',)).fetchall() == []
    assert terms_of(word)[0] in terms_of(text)


def test_words_that_only_make_a_question_are_known():
    assert {"what", "the", "of"} <= stop_terms("en")
    assert "not" not in stop_terms("en"), "what denies tells something"
    assert "und" in stop_terms("de-AT")
    assert stop_terms("xx") == frozenset()


@given(any_text | foreign_text)
def test_terms_hold_nothing_that_an_index_could_take_for_a_sign(text):
    for term in terms_of(text):
        assert term
        assert not {*term} & {*' "*:()^-\0\n'}
