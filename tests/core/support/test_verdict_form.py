"""The form of a verdict on support, and findings that their own words refute."""

import pytest

from pipeline.core.support.item import CitedQuote, SupportVerdict
from pipeline.core.support.verdict_form import problems_of_support, tidy_support
from tests.helpers.supporting import item

WHOLLY = SupportVerdict("wholly")
QUOTE = "If the tide is low, the ferry sails at dusk."


def doubt(words, fault="adds", closest="", why="The page says more.", kind="partly"):
    return SupportVerdict(kind, words, closest, fault, why)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (doubt(""), "`words` is empty"),
        (doubt("at noon"), "does not stand in the statement"),
        (doubt("at dusk", fault=""), "`fault` is empty"),
        (doubt("at dusk", why=""), "`why` is empty"),
    ],
)
def test_a_finding_needs_words_of_the_statement_a_fault_and_a_reason(said, problem):
    (found,) = problems_of_support(item(), said)
    assert problem in found


def test_what_is_wholly_supported_needs_nothing():
    assert problems_of_support(item(), doubt("at noon", kind="wholly")) == []
    assert tidy_support(item(), doubt("at noon", kind="wholly")) == WHOLLY


@pytest.mark.parametrize(
    "words", ["Ferry 1", "ferry 1 sails at dusk", "sails  at dusk.[1]", "dusk."]
)
def test_case_marks_blanks_and_stops_do_not_count(words):
    assert problems_of_support(item(), doubt(words)) == []


def test_words_that_no_quote_is_said_to_have_and_one_has_are_no_finding():
    assert tidy_support(item(quote=QUOTE), doubt("sails at dusk")) == WHOLLY
    after = item(quotes=(CitedQuote(1, "a.md", "It leaves.", after="The ferry sails at dusk;"),))
    assert tidy_support(after, doubt("sails at dusk")) == WHOLLY


@pytest.mark.parametrize("fault", ["drops", "changes"])
def test_words_that_are_limited_or_changed_may_stand_in_a_quote(fault):
    assert tidy_support(item(quote=QUOTE), doubt("sails at dusk", fault)).kind == "partly"


def test_a_single_word_may_stand_in_a_quote_for_something_else():
    assert tidy_support(item(quote=QUOTE), doubt("dusk")).kind == "partly"


def test_the_closest_words_are_kept_where_a_quote_has_them():
    said = tidy_support(item(quote=QUOTE), doubt("at dusk", "drops", "If the tide is low"))
    assert said.closest == "If the tide is low"
    assert tidy_support(item(quote=QUOTE), doubt("at dusk", "drops", "at dawn")).closest == ""
