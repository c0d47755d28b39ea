import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.haystack import Haystack
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.paths import is_kept_path, kept_path
from pipeline.core.values import PARTS, Quote, Source
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.kept_text import number_kept_lines, read_kept_text, write_kept_text

SHA = "5e" * 32
LOOK_ALIKES = [
    *("---", "type: source-text", "<!-- page 7 -->", "&lt;!-- page 7 -->", "&#x3C;", "&#x26;#x3C;"),
    *(
        "a\r",
        "\r",
        "\0",
        "a\u2028b",
        "\x85",
        "\u202e",
        "\ud800",
        "",
        " ",
        "![x](https://e.example)",
    ),
    *("```dataviewjs", "> ~~~mermaid", "```python", "a `$= dv.pages()`", "<% tp.date %>", "&", "<"),
]
lines = st.lists(st.sampled_from(LOOK_ALIKES) | st.text(max_size=30), min_size=1, max_size=12)
texts = lines.map("\n".join)


def source_of(text, unit="page", pages=None):
    rows = text.count("\n") + 1
    places = pages or tuple(range(1, rows + 1))
    return number_kept_lines(
        Source(
            "raw/a b/ü.pdf", SHA, "pdf", text, places, unit, version=3, address="https://e.example"
        )
    )


@given(texts, st.sampled_from(PARTS), st.data())
@example("one\n\n\n", "page", None)
@example("<!-- page 7 -->", "slide", None)
@example("<!-- slide 7 -->", "slide", None)
def test_a_text_is_read_back_as_it_was_written_with_the_place_of_each_line(text, part, data):
    rows = text.count("\n") + 1
    pages = st.lists(st.integers(1, 9), min_size=rows, max_size=rows).map(tuple)
    source = source_of(text, part, data.draw(pages) if data else None)
    written = write_kept_text(source)
    assert read_kept_text(written) == source
    shown = written.split("\n")
    assert [shown[place - 1] for place in source.locators if "<!-- " in shown[place - 1]] == []


@given(texts)
def test_of_a_file_without_pages_each_line_of_the_text_is_a_place(text):
    source = source_of(text, unit="line")
    found = read_kept_text(write_kept_text(source))
    assert found == replace(source, origins=(), origin="line")
    assert found.locators == tuple(
        range(found.locators[0], found.locators[0] + text.count("\n") + 1)
    )


@given(texts)
def test_nothing_in_a_kept_text_acts_or_hides(text):
    written = write_kept_text(source_of(text))
    body = written.split("\n\n", 1)[1]
    assert not [line for line in body.split("\n") if hidden_characters(line)]
    assert "\r" not in body
    assert "![" not in body
    assert not re.search(r"<(?!!-- page \d+ -->\n)[A-Za-z/!?%]", body)
    assert not re.search(r"(?m)^[ >]*(?:```|~~~)[`~]*[ \t]*(?:dataviewjs|mermaid)", body)
    assert "`$=" not in body


def test_a_kept_text_looks_as_in_the_design():
    text = "# Locks\n\nTwo locks.\nA <b>third</b> one.\n\nThe end."
    assert write_kept_text(source_of(text, pages=(1, 1, 1, 2, 2, 2))) == (
        "---\ntype: source-text\nsource: raw/a b/ü.pdf\n"
        f"sha256: {SHA}\nreader: pdf\nreader_version: 3\naddress: https://e.example\n---\n\n"
        "<!-- page 1 -->\n# Locks\n\nTwo locks.\n<!-- page 2 -->\nA &lt;b>third&lt;/b> one.\n\nThe end.\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "---\ntitle: A page\n---\n\nwords\n",
        "---\ntype: source-text\nreader_version: many\n---\n\nwords\n",
        "---\ntype: source-text\nreader_version: 1\ndecoder_version: x\n---\n\nwords\n",
        "---\ntype: source-text\nreader_version: 1\n---\nno line between\n",
        "---\ntype: [\n---\n\nwords\n",
    ],
)
def test_what_is_no_kept_text_is_none(text):
    assert read_kept_text(text) is None


def test_an_entity_that_is_no_character_stays():
    head = f"---\ntype: source-text\nsource: raw/a.html\nsha256: {SHA}\nreader: html\nreader_version: 1\n---\n\n"
    assert read_kept_text(f"{head}&#xFFFFFF; &#x41;\n").text == "&#xFFFFFF; A"


def test_a_quote_is_found_on_its_line_and_on_its_page():
    hay = Haystack(source_of("# Locks\nTwo locks.\nA third\none.", pages=(1, 1, 1, 2)))
    assert hay.find("A third one.") == Quote("A third one.", 13, 15, 1, 2)
    assert hay.find("Two locks.") == Quote("Two locks.", 12, 12, 1, 1)
    slides = Haystack(source_of("Two locks.\nA third", "slide", pages=(1, 2)))
    assert slides.find("A third") == Quote("A third", 13, 13, 2, 2, "slide")


def test_an_older_citation_is_looked_up_by_the_pages_or_lines_of_the_file():
    paged = Haystack(source_of("same words\nsame words\nsame words", pages=(1, 2, 3)))
    old = Quote("same words", 2, 2)
    assert paged.find_cited(old, "page") == old
    assert paged.find_again(old, "page") == Quote("same words", 13, 13, 2, 2)
    assert paged.find_cited(Quote("other words", 2, 2), "page") is None
    lines = Haystack(source_of("same words\nsame words", unit="line", pages=(40, 90)))
    assert lines.find_cited(Quote("same words", 90, 90), "line") == Quote("same words", 90, 90)
    assert lines.find_cited(Quote("same words", 91, 91), "line") == Quote("same words", 90, 90)


def test_where_a_text_does_not_tell_the_lines_of_the_file_an_older_citation_keeps_its_own():
    kept = read_kept_text(write_kept_text(source_of("one\ntwo words", unit="line")))
    assert Haystack(kept).find_cited(Quote("two words", 77, 78), "line") == Quote(
        "two words", 77, 78
    )
    assert Haystack(kept).find_cited(Quote("three words", 77, 78), "line") is None


steps = st.sampled_from(["a", "a.md", "a.md_", "a.html", "a.html.md", "x" * 260, "é"]) | st.text(
    st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1, max_size=5
)
paths = st.lists(steps, min_size=1, max_size=3).map(lambda parts: "raw/" + "/".join(parts))


@given(paths, paths)
@example("raw/a.html", "raw/a.html.md/b.html")
@example("raw/a.md/b.pdf", "raw/a.md_/b.pdf")
def test_no_two_sources_have_one_place_and_none_needs_a_folder_where_another_is(one, other):
    here, there = kept_path(one), kept_path(other)
    assert is_kept_path(here)
    assert here.endswith(".md")
    assert not is_page(here)
    assert (here == there) == (one == other)
    assert not there.startswith(f"{here}/")
    assert len(here.rpartition("/")[2].encode()) <= 255
