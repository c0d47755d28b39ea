"""Which statements fit a budget, and that those worth having come first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.answers.fit_to_budget import PAGE_CHARACTERS, fit_to_budget
from tests.helpers.answering import material

EVERYTHING = material()


def plain(found):
    return [one.plain for one in found.statements()]


def test_where_all_fits_nothing_is_chosen():
    assert fit_to_budget(EVERYTHING, "boils", 10_000, "en") is EVERYTHING


def test_what_shares_words_with_the_question_comes_with_its_lead_in():
    found = fit_to_budget(material("kettle"), "cost in York", 330, "en")
    assert "in York 55 pounds." in plain(found)
    assert "Buying one costs:" in plain(found)
    assert "It boiled at 100 degrees before." not in plain(found)
    assert not found.pages[0].is_whole


def test_what_is_left_brings_its_own_citations_and_sources_alone():
    found = fit_to_budget(EVERYTHING, "valve opens", 240, "en", openings=False)
    assert plain(found)[0] == "The valve of a kettle opens at 2 bar."
    assert set(found.citations) == {label for one in found.statements() for label in one.labels}


def test_passages_without_a_word_of_the_question_are_not_taken_where_there_are_no_openings():
    found = fit_to_budget(EVERYTHING, "bar", 500, "en", openings=False)
    assert plain(found) == ["The valve of a kettle opens at 2 bar."]


@given(st.integers(0, 1_200), st.sampled_from(["boils", "cost Leeds York", "valve", ""]))
def test_it_never_takes_more_than_the_budget_and_keeps_the_order(characters, question):
    found = fit_to_budget(EVERYTHING, question, characters, "en")
    size = sum(len(one.text) for one in found.statements()) + PAGE_CHARACTERS * len(found.pages)
    assert size <= characters or found is EVERYTHING
    for page in found.pages:
        numbers = [one.number for one in page.statements]
        assert numbers == sorted(numbers)
