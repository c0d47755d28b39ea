"""What somebody searches for, read from what they typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.search.query import (
    LONGEST_PHRASE,
    MOST_PREFIXES,
    MOST_WANTED,
    SearchTerm,
    parse_query,
)
from tests.helpers.strategies import any_text


def words(text, language="en"):
    return [(*w.terms, "*") if w.prefix else w.terms for w in parse_query(text, language).words]


def phrases(text, language="en"):
    return [(*w.terms, "*") if w.prefix else w.terms for w in parse_query(text, language).phrases]


def test_words_are_looked_for_one_by_one_and_once():
    assert words("Moons of moon Jupiter") == [("moon",), ("jupit",)]


def test_words_that_only_make_a_question_are_left_out_unless_there_are_no_others():
    assert words("What is the ocean?") == [("ocean",)]
    assert words("the who") == [("the",), ("who",)]
    assert words('the "icy crust"') == []


def test_phrases_stand_in_quotes_of_several_kinds():
    assert phrases('"icy crust" moon') == [("icy", "crust")]
    assert phrases("“icy crust”") == [("icy", "crust")]
    assert words('"icy crust" moon') == [("moon",)]
    assert words('an "open quote') == [("open",), ("quot",)]
    assert phrases('"" " " "!!!" moon') == []


def test_a_star_behind_a_word_asks_for_its_beginning():
    assert words("compu*") == [("compu", "*"), ("compu",)]
    assert words("computing*") == [("computing", "*"), ("comput",)], "the index holds stems"
    assert phrases('"ice sh*"') == [("ice", "sh", "*")]
    assert words("a * b") == [("b",)], "a star alone is nothing"
    assert words("2*3") == [("2",), ("3",)]


def test_runs_of_scripts_without_spaces_are_looked_for_by_pairs():
    assert words("土星的卫星") == [("土星",), ("星的",), ("的卫",), ("卫星",)]
    assert words("水") == [("水", "*")]
    assert words("AI技術") == [("ai",), ("技術",)]
    assert phrases('"土星的"') == [("土星", "星的")]
    assert phrases('"AI技術 開発"') == [("ai", "技術", "術", "開発")]
    assert phrases('"の水"') == [("の水",)]
    assert phrases('"2025 年"') == [("2025", "年", "*")]


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", '"', '""', "\0", "🚀", "* *", "\udcff", "\u200b"]
)
def test_a_query_without_a_letter_or_digit_is_refused(text):
    with pytest.raises(UserError, match="nothing to search for"):
        parse_query(text)


def test_a_long_query_is_cut_and_says_so():
    query = parse_query(" ".join(f"word{n}x" for n in range(20_000)))
    assert query.cut
    assert len(query.wanted) == MOST_WANTED
    assert not parse_query("moon").cut
    assert parse_query("x" * 100_000).cut
    many = parse_query(" ".join(f"{a}{b}*" for a in "abcde" for b in "fghij"))
    assert sum(w.prefix for w in many.words) == MOST_PREFIXES
    (phrase,) = parse_query(f'"{" ".join("abc" for _ in range(100))}"').phrases
    assert len(phrase.terms) == LONGEST_PHRASE


def test_words_may_be_added_and_taken_away():
    query = parse_query("enceladsu").or_also([SearchTerm(("enceladus",))])
    assert [one.terms for one in query.wanted] == [("enceladsu",), ("enceladus",)]
    assert [one.terms for one in query.without({"enceladsu"}).wanted] == [("enceladus",)]


@given(st.one_of(any_text, st.text(alphabet='"* ab土の-+^():{}', max_size=30)))
def test_any_text_is_a_query_or_is_refused_with_a_sentence(text):
    try:
        query = parse_query(text)
    except UserError:
        return
    assert query.wanted
    assert all(one.terms and all(one.terms) for one in query.wanted)
