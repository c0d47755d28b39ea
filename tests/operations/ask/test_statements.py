"""Statements are found by what they say, by what their page is called, and on given pages."""

import pytest

from pipeline.core.errors import UserError
from pipeline.operations.ask.rare_words import pages_by_rare_words, words_on_no_page
from pipeline.operations.ask.statements import (
    find_statements,
    pages_called,
    statements_of_page,
)
from tests.helpers.searching import Shelf, page

NOTES = '\n[^a-1]: [a](../../raw/a.md): "x"\n[^a-2]: [a](../../raw/a.md): "y"\n'
PAGES = {
    "wiki/entities/europa.md": page(
        "Europa",
        "Europa is a moon of [[jupiter|Jupiter]].[^a-1] It was seen in 1610.\n\n## Shell\n\n"
        "- It may be 20 km thick.[^a-1][^a-2]\n- Beneath lies an ocean.\n\n"
        f"| what | value |\n|---|---|\n| radius | 1,560 km[^a-2] |\n{NOTES}",
        ["Jupiter II"],
    ),
    "wiki/entities/io.md": page("Io", "Io has volcanoes.\n\n## Shell\n\nIt may be 5 km thick."),
    "wiki/concepts/moon.md": page("Moon", "A moon orbits a planet. Galileo saw four in 1610."),
    "wiki/concepts/tide.md": page("Tide", "A tide bends a [[moon]].\n\nLove numbers tell it."),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("shelf"), PAGES)


def found(shelf, text, names=None, **more):
    def question(rows):
        pages = None if names is None else [*pages_called(rows, names)]
        return find_statements(rows, text, pages, **more)

    return [(one.page.slug, one.text) for one in shelf.ask(question)]


def test_a_statement_is_found_by_its_words_and_by_the_name_of_its_page(shelf):
    assert found(shelf, "How thick is Europa's shell?")[0] == ("europa", "It may be 20 km thick.")
    assert found(shelf, "How thick is the shell of Io?")[0] == ("io", "It may be 5 km thick.")
    assert found(shelf, "radius of Jupiter II")[0] == ("europa", "what: radius; value: 1,560 km")


def test_a_statement_that_holds_no_word_of_the_question_is_left_out(shelf):
    texts = {text for _, text in found(shelf, "volcanoes of Io")}
    assert texts == {"Io has volcanoes."}


def test_statements_may_be_looked_for_on_given_pages_alone(shelf):
    assert found(shelf, "who saw it in 1610", ["Jupiter II", "TIDE", "nowhere"]) == [
        ("europa", "It was seen in 1610.")
    ]
    assert found(shelf, "1610", []) == []


def test_only_as_many_as_wanted_and_only_those_with_marks(shelf):
    assert len(found(shelf, "moon shell 1610 km", most=2)) == 2
    assert {slug for slug, _ in found(shelf, "moon shell 1610 km", cited_only=True)} == {"europa"}


def test_quotes_in_a_question_stand_around_names(shelf):
    assert found(shelf, 'Does "Europa" have a “thick shell”?')[0][0] == "europa"


def test_a_mistyped_name_is_understood(shelf):
    assert found(shelf, "thickness of Europe")[0] == ("europa", "It may be 20 km thick.")


def test_a_question_without_a_word_is_refused(shelf):
    with pytest.raises(UserError):
        found(shelf, "?!")


def test_a_statement_carries_its_place_its_marks_and_its_markdown(shelf):
    def question(rows):
        (europa,) = pages_called(rows, ["europa"])
        return statements_of_page(rows, europa), find_statements(rows, "shell thick", [europa], 1)

    every, (best,) = shelf.ask(question)
    lines = PAGES["wiki/entities/europa.md"].split("\n")
    assert [lines[one.line - 1] for one in every] == [
        *[lines[6]] * 2,
        "- It may be 20 km thick.[^a-1][^a-2]",
        "- Beneath lies an ocean.",
        "| radius | 1,560 km[^a-2] |",
    ]
    assert every[0].raw == "Europa is a moon of [[jupiter|Jupiter]].[^a-1]"
    assert every[0].text == "Europa is a moon of Jupiter."
    assert (best.heading, best.labels, best.raw) == (
        "Shell",
        ("a-1", "a-2"),
        "It may be 20 km thick.[^a-1][^a-2]",
    )
    assert best.page.aliases == ("Jupiter II",)
    assert best.page.summary == "Europa is a moon of Jupiter."


def rare(shelf, text, **most):
    return [
        (one.word, one.held, [page.slug for page in one.pages])
        for one in shelf.ask(lambda rows: pages_by_rare_words(rows, text, **most))
    ]


def test_pages_are_named_where_words_stand_that_the_index_page_lacks(shelf):
    asked = "Which moon did Galileo see in 1610, and what is a Love number?"
    assert rare(shelf, asked) == [
        ("Galileo", 1, ["moon"]),
        ("Love", 1, ["tide"]),
        ("number", 1, ["tide"]),
        ("1610", 2, ["moon", "europa"]),
    ]
    assert rare(shelf, asked, words=1, pages=1) == [("Galileo", 1, ["moon"])]
    assert rare(shelf, "volcanoes of Jupiter II") == [], "summaries and aliases have them"


def test_words_on_no_page_are_told(shelf):
    assert shelf.ask(lambda rows: words_on_no_page(rows, "the albedo of Europa")) == ["albedo"]
