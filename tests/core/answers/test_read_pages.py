"""Pages as an answerer is shown them."""

from __future__ import annotations

from pipeline.core.answers.read_pages import read_pages
from tests.helpers.answering import kettle_wiki, material


def test_each_statement_has_its_marks_in_their_places_and_its_heading():
    kettle = material("kettle").pages[0]
    assert [(one.heading, one.text) for one in kettle.statements] == [
        ("", "The Kettle of the Brass Works boils at 95 degrees since 2024.[^kettle-2024-1]"),
        ("", "It holds 3 litres.[^kettle-2024-2]"),
        ("How it changed", "It boiled at 100 degrees before.[^kettle-2019-1]"),
        ("Cost", "Buying one costs:"),
        ("Cost", "in Leeds 40 pounds;[^kettle-2024-3]"),
        ("Cost", "in York 55 pounds.[^kettle-2024-4]"),
    ]
    assert [one.number for one in kettle.statements] == [0, 1, 2, 3, 4, 5]
    assert kettle.statements[0].plain.endswith("since 2024.")
    assert kettle.is_whole


def test_the_quotes_and_the_records_of_the_sources_come_with_it():
    found = material("valve", "kettle", "nowhere")
    assert [page.slug for page in found.pages] == ["valve", "kettle"]
    assert found.citations["valve-1"].quotes[0].text == "It opens at 2 bar."
    assert [(s.label, s.status, s.author) for s in found.sources] == [
        ("kettle-2024", "Final", "Ada Brass")
    ]


def test_a_mark_without_a_citation_and_a_page_that_cannot_be_read_are_left_out():
    loose = "---\ntitle: Loose\ntype: concept\n---\n\nIt leaks.[^mine] See [[valve]].\n\n[^mine]: I saw it.\n"
    broken = "---\ntitle: [\n---\n\nText.\n"
    wiki = kettle_wiki(loose=loose, broken=broken)
    found = read_pages(["loose", "broken"], wiki)
    assert [page.slug for page in found.pages] == ["loose"]
    assert [(one.plain, one.labels) for one in found.statements()] == [("It leaks.", ())]
