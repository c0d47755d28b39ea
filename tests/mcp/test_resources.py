"""The pages as resources: listed, read, and nothing else behind their addresses."""

import pytest

from pipeline.core.errors import UserError
from pipeline.mcp.resources import list_resources, read_resource
from tests.helpers.searching import page
from tests.helpers.serving import PAGES, serve, wiki_of


def test_every_page_is_a_resource_that_can_be_read(wiki):
    rows, end = list_resources(wiki, "")
    assert [row.name for row in rows] == sorted(PAGES)
    assert end == ""
    for row in rows:
        assert read_resource(wiki, row.address) == PAGES[row.name]


def test_a_name_with_markup_is_written_as_an_address(tmp_path):
    path = "wiki/concepts/a b#c?d&é.md"
    wiki = serve(wiki_of(tmp_path / "w", {path: page("Odd", "Odd.")}))
    ((row,), _) = list_resources(wiki, "")
    assert row.address == "wiki:///wiki/concepts/a%20b%23c%3Fd%26%C3%A9.md"
    assert "Odd." in read_resource(wiki, row.address)


def test_many_pages_are_listed_in_pieces(tmp_path):
    wiki = serve(
        wiki_of(
            tmp_path / "w",
            {f"wiki/concepts/p{n:03}.md": page(f"P{n}", "Text.") for n in range(250)},
        )
    )
    first, cursor = list_resources(wiki, "")
    rest, end = list_resources(wiki, cursor)
    assert len({row.address for row in (*first, *rest)}) == 250
    assert end == ""


def test_a_page_that_is_too_long_is_cut_and_says_so(tmp_path):
    wiki = serve(wiki_of(tmp_path / "w", {"wiki/concepts/x.md": page("X", "word " * 15_000)}))
    text = read_resource(wiki, "wiki:///wiki/concepts/x.md")
    assert len(text) < 61_000
    assert text.endswith("`fetch` gives the page in pieces")


@pytest.mark.parametrize(
    "address",
    ["wiki:///../../.env", "wiki:///%2e%2e/%2e%2e/.env", "file:///etc/passwd", "wiki:///schema.md", "wiki://", "wiki/entities/europa.md", "wiki:///wiki/entities/europa.md\0"],
)  # fmt: skip
def test_what_is_no_page_has_no_address(wiki, address):
    with pytest.raises(UserError, match="No page has the address"):
        read_resource(wiki, address)
