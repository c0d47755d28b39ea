"""`sources_of`, as other programs call it."""

from pipeline.mcp.answer_call import answer_call
from tests.helpers.serving import refusal, told


def test_a_page_is_shown_with_its_statements_quotes_and_raw_lines(wiki):
    found = told(wiki, "sources_of", page="europa")
    assert [row["label"] for row in found["citations"]] == ["primer-1", "primer-2", "own"]
    second = found["citations"][1]
    assert second["statements"] == [
        {"line": 13, "text": "Beneath the crust lies an ocean of salty water."}
    ]
    assert (second["source"], second["title"], second["author"], second["published"]) == (
        "raw/primer.md",
        "A primer",
        "Ada",
        "2024-01-01",
    )
    assert second["quotes"] == [
        {
            "text": "An ocean of salty water",
            "unit": "line",
            "first": 4,
            "last": 4,
            "page": 0,
            "part": "page",
            "raw": ["4: An ocean of salty water lies below."],
        }
    ]


def test_a_footnote_of_a_person_is_given_as_it_stands(wiki):
    (own,) = told(wiki, "sources_of", page="europa", labels=["own"])["citations"]
    assert (own["source"], own["quotes"]) == ("", [])
    assert own["footnote"] == "A letter that nobody kept."


def test_one_statement_can_be_asked_for_by_its_line(wiki):
    (one,) = told(wiki, "sources_of", page="europa", line=13)["citations"]
    assert one["label"] == "primer-2"
    assert "has no citation at line 99" in refusal(wiki, "sources_of", page="europa", line=99)
    assert "has no citation at x-1" in refusal(wiki, "sources_of", page="europa", labels=["x-1"])


def test_a_page_without_citations_has_none(wiki):
    assert told(wiki, "sources_of", page="alone")["citations"] == []


def test_the_text_holds_all_of_it(wiki):
    text = answer_call(wiki, "sources_of", {"page": "europa", "line": 13}).text
    assert "[primer-2] raw/primer.md (A primer, Ada, 2024-01-01)" in text
    assert 'line 4: "An ocean of salty water"' in text
    assert "| 4: An ocean of salty water lies below." in text
