"""Sentences that only lead in take no room in what an answer is made from."""

import pytest

from pipeline.core.answers.bare_leads import drop_bare_leads, is_bare_lead
from pipeline.core.answers.fit_to_budget import fit_to_budget
from pipeline.core.answers.material import Material, ShownPage, ShownStatement


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("With:", "en"),
        ("The following:", "en"),
        ("As follows:", "en"),
        ("**Where:**", "en"),
        ("For example:", "en-GB"),
        ("Folgendes:", "de"),
        ("Zum Beispiel:", "de"),
        ("Par exemple :", "fr"),
    ],
)
def test_a_lead_in_of_words_that_say_nothing_is_bare(text, language):
    assert is_bare_lead(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "With",
        "None.",
        "Gas costs:",
        "The following opcodes:",
        "With 5:",
        "`N`:",
        "Copyright:",
        "Reasons:",
        "その理由：",
    ],
)
def test_what_says_something_is_not(text):
    assert not is_bare_lead(text, "en")


def material(*texts):
    said = tuple(
        ShownStatement("call", n, n + 1, "Costs", f"{text}[^a-{n}]", text, (f"a-{n}",))
        for n, text in enumerate(texts)
    )
    return Material((ShownPage("call", "Call", "wiki/call.md", "concept", said, len(said)),))


def test_a_page_is_whole_without_its_bare_leads():
    (page,) = drop_bare_leads(material("With:", "A call costs 5 gas."), "en").pages
    assert [said.plain for said in page.statements] == ["A call costs 5 gas."]
    assert page.is_whole


def test_the_room_of_a_bare_lead_goes_to_what_is_said():
    given = material("With:", "A call costs 40 gas.", "A call to itself costs 5.")
    for characters in (130, 10_000):
        (page,) = fit_to_budget(given, "What does a call cost?", characters, "en").pages
        assert "A call costs 40 gas." in [said.plain for said in page.statements]
        assert "With:" not in [said.plain for said in page.statements]
