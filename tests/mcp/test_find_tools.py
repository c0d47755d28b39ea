"""`search` and `list_pages`, as other programs call them."""

import json

from pipeline.mcp.answer_call import answer_call
from tests.helpers.searching import page
from tests.helpers.serving import refusal, serve, told, wiki_of


def test_search_gives_ids_titles_addresses_and_statements(wiki):
    found = told(wiki, "search", query="salty ocean")
    first = found["results"][0]
    assert (first["id"], first["title"]) == ("wiki/entities/europa.md", "Europa")
    assert first["url"] == "wiki:///wiki/entities/europa.md"
    assert first["statements"] == [
        {
            "line": 13,
            "heading": "Ocean",
            "text": "Beneath the crust lies an ocean of salty water.",
            "labels": ["primer-2"],
        }
    ]
    assert found["count"] == len(found["results"])


def test_the_text_of_search_and_fetch_is_their_values_as_json(wiki):
    """So ChatGPT reads it."""
    for name, asked in (("search", {"query": "ocean"}), ("fetch", {"id": "europa"})):
        reply = answer_call(wiki, name, asked)
        assert json.loads(reply.text) == reply.values


def test_search_goes_on_at_a_cursor(wiki):
    whole = told(wiki, "search", query="jupiter ice crust")
    ids, cursor = [], ""
    while True:
        some = told(wiki, "search", query="jupiter ice crust", limit=1, cursor=cursor)
        assert len(some["results"]) == 1
        ids.append(some["results"][0]["id"])
        cursor = some["next"]
        if not cursor:
            break
    assert ids == [row["id"] for row in whole["results"]]


def test_search_narrows_down(wiki):
    ids = [row["id"] for row in told(wiki, "search", query="jupiter", type="concept")["results"]]
    assert ids == ["wiki/concepts/ice-giant.md"]
    assert "No page is of the type" in refusal(wiki, "search", query="jupiter", type="planet")


def test_search_says_what_it_looked_for_instead_and_what_comes_near(wiki):
    assert told(wiki, "search", query="europe")["corrected"] == {"europe": ["europa"]}
    assert told(wiki, "search", query="kettle")["results"] == []


def test_pages_are_listed_by_path(wiki):
    found = told(wiki, "list_pages", type="entity")
    assert [row["title"] for row in found["pages"]] == ["Europa", "Juno", "Jupiter"]
    assert answer_call(wiki, "list_pages", {"type": "entity"}).text.splitlines()[:2] == [
        "3 pages",
        "Europa (entity, high confidence, 2026-03-01): wiki/entities/europa.md",
    ]


def test_a_long_list_comes_in_pieces(tmp_path):
    pages = {
        f"wiki/concepts/p{n:03}.md": page(f"Page {n} " + "x" * 500, "Text.") for n in range(150)
    }
    wiki = serve(wiki_of(tmp_path / "w", pages))
    paths, cursor = [], ""
    while True:
        some = told(wiki, "list_pages", cursor=cursor)
        paths += [row["id"] for row in some["pages"]]
        cursor = some["next"]
        if not cursor:
            break
    assert paths == sorted(pages)


def test_addresses_lead_to_github_where_the_clone_is_from_there(tmp_path):
    made = wiki_of(tmp_path / "w")
    made.git("remote", "add", "origin", "https://me:secret@github.com/acme/wiki.git")
    found = told(serve(made), "search", query="salty")
    assert (
        found["results"][0]["url"]
        == "https://github.com/acme/wiki/blob/HEAD/wiki/entities/europa.md"
    )
