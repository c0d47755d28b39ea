"""Which passages show what was found, and how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.search.query import parse_query
from pipeline.core.search.snippets import LONGEST_SNIPPET, IndexedPassage, PassageFinder
from pipeline.core.search.terms import terms_of
from tests.helpers.strategies import any_text, foreign_text


def passage(line, heading, text):
    return IndexedPassage(line, heading, text, (), " ".join(terms_of(text)))


PASSAGES = [
    passage(3, "", "Europa is a moon of Jupiter."),
    passage(7, "Ocean", "It is deep."),
    passage(9, "Ocean", "The water under the icy crust of Europa is salty."),
    passage(12, "Orbit", "One orbit takes 3.55 days."),
]


def best(query, most=3, rarity=None):
    found = PassageFinder(parse_query(query), rarity or {}).best(PASSAGES, most)
    return [passage.line for passage in found]


def show(query, text):
    return PassageFinder(parse_query(query), {}).show(text)


def test_the_passage_that_holds_most_is_shown():
    assert best("Europa salty water", 1) == [9]
    assert best("moons", 1) == [3], "in another form of the word"


def test_a_further_passage_is_shown_only_for_what_the_first_lacks():
    assert best("Europa Jupiter") == [3]
    assert best("Jupiter salty orbits") == [3, 9, 12], "in the order of the page"
    assert best("nothing of it") == []


def test_a_rare_word_tells_more():
    assert best("salty orbit", 1, {"salti": 5.0, "orbit": 1.0}) == [9]
    assert best("salty orbit", 1, {"salti": 1.0, "orbit": 5.0}) == [12]


def test_a_heading_counts_half():
    assert best("ocean") == [7]
    assert best("ocean orbit", 1) == [12]


def test_phrases_and_beginnings_are_found_as_such():
    assert best('"icy crust"') == [9]
    assert best('"icy water"') == []
    assert best("jup*") == [3]
    assert best('"moon of ju*"') == [3]


def test_a_short_passage_is_shown_whole_on_one_line():
    assert show("moon", "A  moon\nof it.") == "A moon of it."


@pytest.mark.parametrize("filler", ["word ", "词", "x"])
def test_a_long_passage_is_cut_around_what_is_looked_for(filler):
    text = f"{filler * 300} the salty water {filler * 300}"
    shown = show("salty water", text)
    assert "salty water" in shown
    assert len(shown) <= LONGEST_SNIPPET + 1
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_passage_without_spaces_is_cut_around_its_pairs():
    text = f"{'海' * 300}土星的卫星{'山' * 300}"
    assert "卫星" in show("卫星", text)


@given(st.one_of(any_text, foreign_text), st.one_of(any_text, foreign_text), st.integers(1, 30))
def test_any_passage_can_be_shown_for_any_query(asked, text, times):
    try:
        query = parse_query(asked)
    except UserError:
        return
    finder = PassageFinder(query, {})
    assert len(finder.show(text * times)) <= LONGEST_SNIPPET + 1
    assert len(finder.best([passage(1, "", text)], 3)) <= 1
