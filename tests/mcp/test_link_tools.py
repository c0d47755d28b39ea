"""`backlinks` and `path`, as other programs call them."""

from pipeline.mcp.answer_call import answer_call
from tests.helpers.searching import page
from tests.helpers.serving import refusal, serve, told, wiki_of


def test_backlinks_come_with_the_statement_that_links(wiki):
    found = told(wiki, "backlinks", page="Jove")
    assert found["count"] == 3
    assert [(row["id"], row["text"]) for row in found["pages"]] == [
        ("wiki/concepts/ice-giant.md", "Jupiter is none."),
        ("wiki/entities/europa.md", "Europa is a moon of Jupiter with an icy crust."),
        ("wiki/entities/juno.md", "Juno flies around jupiter, and has seen the crust of europa."),
    ]


def test_a_page_to_which_nothing_links_says_so(wiki):
    assert answer_call(wiki, "backlinks", {"page": "alone"}).text == (
        "No page links to Alone (wiki/concepts/alone.md)."
    )


def test_many_backlinks_come_in_pieces(tmp_path):
    pages = {f"wiki/concepts/p{n:02}.md": page(f"P{n}", "See [[hub]].") for n in range(70)}
    wiki = serve(wiki_of(tmp_path / "w", {**pages, "wiki/concepts/hub.md": page("Hub", "Here.")}))
    first = told(wiki, "backlinks", page="hub")
    rest = told(wiki, "backlinks", page="hub", cursor=first["next"])
    assert [row["id"] for row in first["pages"] + rest["pages"]] == sorted(pages)
    assert rest["next"] == ""


def test_a_path_names_each_step_and_its_statement(wiki):
    found = told(wiki, "path", start="ice giant", goal="europa")
    assert found["joined"]
    assert [(s["id"], s["link"], s["holder"]) for s in found["steps"]] == [
        ("wiki/entities/jupiter.md", "to", "wiki/concepts/ice-giant.md"),
        ("wiki/entities/europa.md", "from", "wiki/entities/europa.md"),
    ]


def test_where_no_links_lead_that_is_said(wiki):
    reply = answer_call(wiki, "path", {"start": "alone", "goal": "europa"})
    assert (reply.values["joined"], reply.values["steps"]) == (False, [])
    assert reply.text.startswith("No links lead from wiki/concepts/alone.md")
    assert "No page is called" in refusal(wiki, "path", start="alone", goal="kettle")
