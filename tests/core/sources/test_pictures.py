"""Pictures that a document shows are found where it shows them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.picture_markup import find_graphics_folders, latex_files
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


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        (
            "rst",
            "Text |a|.\n\n.. |a| image:: x/a.png\n* .. figure:: b c.gif\n",
            ["x/a.png", "bc.gif"],
        ),
        ("rst", ".. image:: https://example.org/a.png\n.. imagery:: b.png\n", []),
        (
            "latex",
            "% \\includegraphics{no}\n\\includegraphics*[a=1][b]{x/a} 5\\% \\includegraphics{b}",
            ["x/a", "b"],
        ),
        (
            "svg",
            "<svg><image width='1' xlink:href='a&amp;b.png'/><images href='no.png'/></svg>",
            ["a&b.png"],
        ),
        ("notebook", '{"source": ["    ![a](x.png)\\n", "![b](attachment:b.png)"]}', ["x.png"]),
    ],
)
def test_pictures_of_other_markup_are_found(form, text, found):
    assert targets(text, form) == found


def test_a_name_in_latex_means_files_by_suffix_and_folder():
    folders = find_graphics_folders("\\graphicspath{{old/}}\n\\graphicspath{{fig/} {../plots}}")
    assert folders == ("fig/", "../plots")
    assert latex_files("a.png", folders) == ("a.png", "fig/a.png", "../plots/a.png")
    assert latex_files("fig.1")[:2] == ("fig.1.png", "fig.1.jpg")


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


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ("rst", ".. |a| "),
        ("rst", " .. image::"),
        ("latex", "\\includegraphics["),
        ("latex", "%"),
        ("svg", "<image "),
        ("svg", '<image href="'),
    ],
)
def test_other_markup_made_to_take_long_does_not(form, part):
    assert len(find_picture_links(part * 50_000, form)) < 100
    assert len(find_graphics_folders("\\graphicspath{" + "{a} " * 50_000)) < 100


def test_a_file_that_lies_about_its_type_is_no_picture():
    assert looks_like_picture("a.png", b"\x89PNG\r\n\x1a\n...")
    assert looks_like_picture("a.svg", b"  <svg xmlns='x'/>")
    assert not looks_like_picture("a.png", b"root:x:0:0")
    assert not looks_like_picture("a.md", b"\x89PNG\r\n\x1a\n")
