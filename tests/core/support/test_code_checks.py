"""What code tells of a statement and its quotes without asking anybody."""

import pytest

from pipeline.core.support.code_checks import Documents, find_fault, is_verbatim
from pipeline.core.support.item import CitedQuote, CitedSource
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.supporting import item

NONE = Documents({})


def statement(text, *quotes, **more):
    """A statement that rests on these quotes."""
    cited = tuple(CitedQuote(n, "ferries.md", quote) for n, quote in enumerate(quotes, 1))
    return item(statement=text, raw=more.pop("raw", text), quotes=cited, **more)


def fault(found, documents=NONE):
    said = find_fault(found, documents)
    return said and (said.words, said.fault)


# --- a quote word for word ---


def test_all_of_one_quote_word_for_word_needs_no_judge():
    assert is_verbatim(statement("It sails at “dusk”.", "it sails at `dusk`"))


@pytest.mark.parametrize("quote", ["It always sails at dusk.", "It sails.", "At dusk it sails."])
def test_anything_more_less_or_in_another_order_does(quote):
    assert not is_verbatim(statement("It sails at dusk.", quote))


def test_what_stands_under_something_needs_a_judge_even_so():
    under = CitedQuote(1, "a.md", "It sails at dusk.", after="In summer:")
    assert not is_verbatim(item(statement="It sails at dusk.", quotes=(under,)))


# --- an about that went missing ---


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("It carries 300 people.", "It carries about 300 people.", "300"),
        ("It cost $4 million.", "It cost approximately $4 million.", "$4 million"),
        ("It is 30 % faster.", "It is roughly 30% faster.", "30 %"),
        ("It uses 40 MB.", "It uses ~40 MB.", "40 MB"),
        ("Sie trägt 300 Leute.", "Sie trägt etwa 300 Leute.", "300"),
    ],
)
def test_a_value_given_plainly_that_the_source_gives_as_about_so_much(text, quote, words):
    assert fault(statement(text, quote)) == (words, "drops")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("It carries about 300 people.", ["It carries around 300 people."]),
        ("It carries up to 300 people.", ["It carries some 300 people."]),
        ("It carries 300 people or so.", ["It carries about 300 people."]),
        (
            "It carries 300 people.",
            ["It carries about 300 people.", "There is room for 300."],
        ),
        ("It carries 300 people.", ["It talks about people, 300 of them."]),
        ("It sailed in 1999.", ["It sailed around 1999."]),
        ("It carries two people.", ["It carries about two people."]),
    ],
)
def test_a_value_with_a_hedge_of_any_kind_or_given_exactly_elsewhere_is_in_order(text, quotes):
    assert fault(statement(text, *quotes)) is None


# --- a document that is named and not cited ---

WIKI = wiki_of(
    record("rfc-791", "1981-09-01", title="Internet Protocol"),
    record("pep-0008", "2001-07-05", title="Style Guide"),
    record("tides", "2020-01-01", title="On tides"),
    page("Header", "It is long.[^rfc-791-1]", {"rfc-791-1": "It is long."}),
)
DOCUMENTS = Documents.of_wiki(WIKI)


def test_documents_are_known_by_names_with_a_number_alone():
    assert DOCUMENTS.names == {("rfc", 791), ("pep", 8)}


def test_a_document_that_is_neither_cited_nor_quoted_is_told():
    found = statement("RFC 791 says that it is long.", "It is long.")
    assert fault(found, DOCUMENTS) == ("RFC 791", "adds")
    assert fault(statement("As PEP 8 has it, it is long.", "It is long."), DOCUMENTS) == (
        "PEP 8",
        "adds",
    )


@pytest.mark.parametrize(
    "more",
    [
        {"sources": (CitedSource("rfc-791.md", "Internet Protocol"),)},
        {"title": "RFC 791"},
        {"before": "RFC-791 is old."},
        {"raw": "| RFC 791 | long |"},
    ],
)
def test_one_that_is_cited_or_stands_around_it_is_not(more):
    assert (
        fault(statement("RFC 791 says that it is long.", "It is long.", **more), DOCUMENTS) is None
    )


def test_one_that_a_quote_names_or_that_tells_a_time_is_not():
    assert fault(statement("RFC 791 is long.", "RFC-791 is long."), DOCUMENTS) is None
    assert fault(statement("Before RFC 791 it was short.", "791: it was short."), DOCUMENTS) is None


# --- a figure that stands in no quote ---


def test_a_figure_that_no_quote_holds_is_told():
    assert fault(statement("It carries 300 people.", "It carries people.")) == ("300", "adds")
    assert fault(statement("It runs on v2.7.", "It runs.")) == ("v2.7", "adds")


@pytest.mark.parametrize(
    "found",
    [
        statement("It carries 1,000 people.", "It carries 1000 people."),
        statement("It carries two people.", "It carries Ann and Bob."),
        statement("It sailed on 3 May 2019.", "It sailed on 2019-05-03."),
        statement("It carries 300 people.", "It carries so many.", heading="300 people"),
        statement(
            "Year: 2019; Load: 30", "It carries 30.", raw="| 2019 | 30[^ferries-1] |"
        ),
        statement(
            "According to a guide of 2024 it sails.", "It sails.", sources=(CitedSource("a.md", published="2024-05-01"),)
        ),
    ],
)  # fmt: skip
def test_one_that_is_shown_in_whatever_form_is_not(found):
    assert fault(found) is None


def test_the_number_of_a_document_is_no_value_that_lacks_its_about():
    text = "KTL 6 expects a ferry every hour or two."
    assert (
        fault(statement(text, "KTL 6 expects a ferry roughly 6 times a day, every hour or two"))
        is None
    )
