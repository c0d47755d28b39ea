import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers import read_source
from tests.readers.common import assert_lines_and_locators_match

CLIPPED = """\
---
title: "Tides: a primer"
source: "https://sea.example/tides?x=1"
author:
  - "[[Ada Reed]]"
  - "[[people/bo|Bo Lind]]"
published: 2024-05-01
created: 2025-02-03
description: "About tides"
tags:
  - "clippings"
  - "#sea"
---

# Tides

The sea rises twice a day.
"""


def read(text, path="raw/a-note.md"):
    return read_source(path, text.encode())


def test_a_clipped_page_gives_its_address_authors_and_both_dates():
    source = read(CLIPPED)
    assert source.title == "Tides: a primer"
    assert source.author == "Ada Reed, Bo Lind"
    assert (source.published, source.captured) == ("2024-05-01", "2025-02-03")
    assert source.address == "https://sea.example/tides?x=1"
    assert source.tags == ("clippings", "sea")


def test_the_text_is_the_body_and_the_locators_are_lines_of_the_file():
    source = read(CLIPPED)
    assert source.text == "# Tides\n\nThe sea rises twice a day."
    assert source.locators == (15, 16, 17)


def test_windows_line_ends_change_neither_text_nor_locators():
    plain, windows = read(CLIPPED), read(CLIPPED.replace("\n", "\r\n"))
    assert (plain.text, plain.locators, plain.title) == (
        windows.text,
        windows.locators,
        windows.title,
    )


def test_created_is_the_documents_own_date_where_it_was_not_clipped():
    source = read(
        "---\neip: 1559\ntitle: Fee market\nstatus: Final\ncreated: 2019-04-13\n---\n\n## Abstract\nText.\n"
    )
    assert (source.published, source.captured, source.status) == ("2019-04-13", "", "Final")


def test_created_is_the_day_of_capture_where_there_is_an_address():
    source = read("---\nurl: https://a.example\ncreated: 2019-04-13\n---\nText.\n")
    assert (source.published, source.captured) == ("", "2019-04-13")


def test_an_unquoted_wiki_link_as_author_is_a_name():
    assert read("---\nauthor: [[Ada Reed]]\n---\nText.\n").author == "Ada Reed"


@pytest.mark.parametrize(
    "front",
    ["a: [", "title: a: b", "title: x\ntitle: y", "- a list", "x: " + "9" * 5000 + "\ny: ["],
)
def test_broken_front_matter_is_noted_and_the_body_is_read(front):
    source = read(f"---\n{front}\n---\n# Body\n\nText.\n")
    assert source.text == "# Body\n\nText."
    assert any("of the front matter: " in note for note in source.notes)


def test_an_impossible_date_is_left_empty_and_noted():
    source = read("---\npublished: 2024-02-31\n---\nText.\n")
    assert source.published == ""
    assert "2024-02-31" in source.notes[0]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro.\n\n## Second\n\n# First **level**\n", "First level"),
        ("Intro.\n\nUnder lined\n===\n", "Under lined"),
        ("```\n# no heading\n```\n\n# A heading #\n", "A heading"),
        ("## Only [a link](http://x)\n\nText.\n", "Only a link"),
        ("A short first line\n\nText.\n", "A short first line"),
        ("- a list item\n- another\n", "A note"),
        ("A whole sentence that merely begins the text.\n", "A note"),
    ],
)
def test_the_title_is_the_best_there_is(text, title):
    assert read(text).title == title


def test_the_title_from_a_file_name_has_no_date_and_no_dashes():
    assert read("- x\n", "raw/2026-03-11-the_great-tide.md").title == "The great tide"


def test_a_rule_at_the_top_is_no_front_matter():
    assert read("---\n\nText below a rule.\n").text == "---\n\nText below a rule."


@given(
    st.lists(
        st.text(
            st.characters(
                codec="utf-8", exclude_characters="\r\n\0\v\f\x1c\x1d\x1e\x85\u2028\u2029"
            )
        )
    )
)
def test_every_line_stands_unchanged_at_its_locator(lines):
    text = "---\ntitle: x\n---\nbegin\n" + "\n".join(lines) + "\nend\n"
    if sum(char < " " for char in text) > len(text) // 100 + text.count("\n"):
        return  # refused as binary
    source = read(text)
    assert_lines_and_locators_match(source)
    assert [text.split("\n")[number - 1] for number in source.locators] == source.text.split("\n")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("lang: de", "de"),
        ("language: pt_BR", "pt-BR"),
        ("lang: EN", "en"),
        ("language: the one of the coast", ""),
        ("lang: 7", ""),
        ("title: x", ""),
    ],
)
def test_a_file_may_declare_its_language(line, code):
    read = read_source("raw/a.md", f"---\n{line}\n---\nA tide table.\n".encode())
    assert read.language == code
