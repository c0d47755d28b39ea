import re

import pytest

from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match, first_words, fold, located


def read(name):
    return read_source(f"raw/{name}", (FILES / name).read_bytes())


@pytest.fixture(scope="module")
def article():
    return read("article.html")


def test_the_head_of_a_page_gives_title_author_date_and_address(article):
    assert article.title == "How we cut our build times in half"
    assert (article.author, article.published) == ("Ines Duarte", "2024-03-18")
    assert article.address == "https://engineering.harbour.example/2024/build-times"
    assert article.status == ""


@pytest.mark.parametrize("name", ["article.html", "one-line.html"])
@pytest.mark.parametrize(
    "junk",
    ["cookie", "Careers", "analytics", "embargoed", "Related posts", "Privacy", "schema.org"],
)
def test_what_is_not_the_article_is_not_in_the_text(name, junk):
    assert junk not in read(name).text


@pytest.mark.parametrize(
    "kept",
    [
        "took **19 minutes**, on the same",
        "(https://ci.harbour.example/stats)",
        "- Unit tests waited for the container image, which they do not need.",
        "| Content-addressed cache | 22 | 19 |",
        "## The cache key",
        "    for path in sorted(inputs):",
        "“If two builds have the same inputs, the second one should be free.”",
    ],
)
def test_links_tables_lists_code_and_emphasis_are_kept(article, kept):
    assert kept in article.text


@pytest.mark.parametrize("name", ["article.html", "one-line.html", "windows-1252.html"])
def test_every_line_points_at_a_line_of_the_file_that_holds_its_first_words(name):
    encoding = "cp1252" if "1252" in name else "utf-8"
    raw = (FILES / name).read_bytes().decode(encoding).split("\n")
    source = read(name)
    assert_lines_and_locators_match(source)
    for line, number in located(source):
        if line.startswith("```"):  # the language is named in a tag
            continue
        here = fold(re.sub(r"<[^>]*>", " ", " ".join(raw[number - 1 : number + 1])))
        words = first_words(line, 1 if line.startswith("|") else 3)
        assert fold(" ".join(words)) in here, (number, line)


@pytest.mark.parametrize("name", ["article.html", "one-line.html"])
def test_what_is_left_out_is_told_with_its_reason_and_first_words(name):
    (note,) = read(name).notes
    assert note.startswith("left out, as no part of the text: dialog “We use cookies")
    assert "sidebar “Related posts Flaky tests" in note
    assert "page footer “© 2024 Harbour Ltd." in note
    assert "page header “Home All posts Careers at Harbour” (6 words)" in note


def test_a_heading_that_a_menu_repeats_points_at_the_article():
    menu = "<ul><li><a href='#a'>Alpha rules</a></li><li><a href='#b'>Beta rules</a></li></ul>"
    text = "The committee met in the old town hall and agreed on what follows, after two hours of debate. "
    page = f"<html><body><nav>\n{menu}\n</nav><article>\n<h2>Alpha rules</h2>\n<p>First. {text * 2}</p>\n"
    page += f"<h2>Beta rules</h2>\n<p>Second. {text * 2}</p>\n</article></body></html>"
    source = read_source("a.html", page.encode())
    assert [number for line, number in located(source) if line.startswith("## ")] == [4, 6]


def test_a_page_declares_its_encoding_and_a_note_says_so():
    source = read("windows-1252.html")
    assert "schließen dafür „etwas später“" in source.text
    assert "24 €" in source.text
    assert source.notes[0] == "read as windows-1252, not UTF-8"


def test_a_date_that_does_not_exist_is_not_rounded_to_one_that_does():
    source = read("windows-1252.html")
    assert source.published == ""
    assert "2011-11-31" in source.notes[1]


def test_a_table_that_only_lays_out_the_page_is_taken_apart():
    assert "|" not in read("windows-1252.html").text
