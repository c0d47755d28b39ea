"""Pictures that a document shows are found where it shows them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.pictures import find_picture_links, looks_like_picture, point_to


def targets(text, form="markdown"):
    return [link.target for link in find_picture_links(text, form)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![a](x.png)", ["x.png"]),
        ("![a](img/white%20board.png 'title')", ["img/white board.png"]),
        ("![a](<white board.png>)", ["white board.png"]),
        ("![a](x(1).png)", ["x(1).png"]),
        ("![[diagram.png|300]]", ["diagram.png"]),
        ("![a][b]\n\n[b]: ../pics/b.webp", ["../pics/b.webp"]),
        ("<img alt='a' src='a&amp;b.gif'>", ["a&b.gif"]),
        ("`![a](x.png)` and\n\n```\n![b](y.png)\n```", []),
        ("![a](https://example.org/x.png) ![b](//example.org/y.png)", []),
        ("![a](/etc/x.png) ![b](data:image/png;base64,AA)", []),
        ("[a](x.png) ![b](x.pdf)", []),
    ],
)
def test_pictures_of_markdown_are_found(text, found):
    assert targets(text) == found


def test_pictures_of_a_web_page_are_found_by_their_tags():
    page = '<p>![a](x.png)</p><img class="b" src="Page_files/1.jpg"><IMG SRC=\'2.png\'>'
    assert targets(page, "html") == ["Page_files/1.jpg", "2.png"]
    assert targets("![a](x.png)", "pdf") == []


def test_a_document_names_other_paths_and_is_else_as_it_was():
    text = '# A\n\n![one](a%20b.png) and ![[a b.png|9]], <img src="a b.png">, ![no](no.png)\n'
    links = find_picture_links(text, "markdown")
    assert point_to(text, links, {"a b.png": "../assets/a-b.png"}) == (
        "# A\n\n![one](../assets/a-b.png) and ![[assets/a-b.png|9]],"
        ' <img src="../assets/a-b.png">, ![no](no.png)\n'
    )
    assert point_to(text, links, {}) == text


@given(st.text(max_size=300))
def test_any_text_stays_as_it_is_where_nothing_is_pointed_elsewhere(text):
    links = find_picture_links(text, "markdown")
    assert point_to(text, links, {}) == text
    assert all(text[link.start : link.end] for link in links)


@pytest.mark.parametrize("part", ["![", "![](<", "![](a(", "[x]: ", "![[", "<img src='"])
def test_a_text_made_to_take_long_does_not(part):
    assert find_picture_links(part * 100_000, "markdown") == []


def test_a_file_that_lies_about_its_type_is_no_picture():
    assert looks_like_picture("a.png", b"\x89PNG\r\n\x1a\n...")
    assert looks_like_picture("a.svg", b"  <svg xmlns='x'/>")
    assert not looks_like_picture("a.png", b"root:x:0:0")
    assert not looks_like_picture("a.md", b"\x89PNG\r\n\x1a\n")
