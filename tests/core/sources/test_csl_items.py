"""A source as an item of a bibliography."""

from __future__ import annotations

import pytest

from pipeline.core.sources.csl_items import make_csl_item


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ann Ax and Bo By", ["Ann Ax", "Bo By"]),
        ("Ann Ax (@ann), Bo By (@bo)", ["Ann Ax", "Bo By"]),
        ("Ann Ax <ann@example.org>; Bo By", ["Ann Ax", "Bo By"]),
        ("Bandung Institute", ["Bandung Institute"]),
    ],
)
def test_names_of_authors_are_parted(author, names):
    item = make_csl_item("k", "raw/k.md", "K", author)
    assert [one["literal"] for one in item["author"]] == names


@pytest.mark.parametrize(
    ("day", "parts"),
    [("2024-05-01", [2024, 5, 1]), ("2024-05", [2024, 5]), ("2024", [2024]), ("2024-13", [2024])],
)
def test_a_date_is_as_coarse_as_it_is_known(day, parts):
    item = make_csl_item("k", "raw/k.md", "K", published=day)
    assert item["issued"] == {"date-parts": [parts]}


def test_what_is_not_known_is_left_out():
    item = make_csl_item("k", "raw/k.pdf", "K", published="soon")
    assert item == {"id": "k", "type": "document", "title": "K", "note": "raw/k.pdf"}


def test_only_an_address_of_the_web_is_a_link():
    assert "URL" not in make_csl_item("k", "raw/k.md", "K", address="javascript:alert(1)")
    item = make_csl_item("k", "raw/k.html", "K", address="https://example.org/a")
    assert (item["type"], item["URL"]) == ("webpage", "https://example.org/a")


def test_the_kind_follows_the_file():
    assert make_csl_item("k", "raw/k.eml", "K")["type"] == "personal_communication"
    assert make_csl_item("k", "raw/k.epub", "K", address="https://x.org/")["type"] == "book"
