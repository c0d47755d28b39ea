import re

import pytest

from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match, first_words, fold, located


def read(name):
    return read_source(f"raw/{name}", (FILES / name).read_bytes())


@pytest.fixture(scope="module")
def guide():
    return read("guide.rst")


def test_the_fields_at_the_top_are_metadata(guide):
    assert (guide.title, guide.author) == ("Operating the Tide Gateway", "Marta Oliveira")
    assert (guide.published, guide.status) == ("2023-11-06", "Accepted")


@pytest.mark.parametrize(
    "kept",
    [
        "# Operating the Tide Gateway\n",
        "### Back pressure",
        "per second** per node",
        "[the capacity plan](https://plan.example/tide)",
        "and `backpressure` before",
        "| Body size | 2 MB | while reading |",
        "| SIGHUP | Reloads certificates, and nothing else. |",
        '```\n[queue]\ndepth = 512\npolicy = "refuse"\n```',
        "```console\n$ pip install tide-gateway",
        "1. It stops reading",
        "   - one second has passed.",
        "versionchanged 2.4\n\nThe default queue depth",
        "> **Note**",
        "[^1]: A client should wait",
        "> Nobody has ever read",
    ],
)
def test_structure_becomes_markdown(guide, kept):
    assert kept in guide.text


@pytest.mark.parametrize(
    "gone",
    ["translators", "root:", "never shown", "internals/index", "passwd", "Unknown", "emphasize"],
)
def test_comments_raw_parts_and_files_stay_out(guide, gone):
    assert gone not in guide.text


def test_directives_that_were_not_run_are_said(guide):
    assert "include (1)" in guide.notes[0]
    assert "raw (1)" in guide.notes[0]


@pytest.mark.parametrize("name", ["guide.rst", "pep.rst"])
def test_every_line_points_at_a_line_of_the_file_that_holds_its_first_words(name):
    raw = (FILES / name).read_text().split("\n")
    source = read(name)
    assert_lines_and_locators_match(source)
    for line, number in located(source):
        words = first_words(line, 1 if line.startswith("|") else 2)
        if not line.startswith(("> **", "```")):
            assert fold(" ".join(words)) in fold(re.sub(r":[a-z]+:(?=`)", "", raw[number - 1])), (
                number,
                line,
            )


def test_the_headers_of_a_pep_are_metadata():
    pep = read("pep.rst")
    assert (pep.title, pep.status) == ("A Frozen Order for Keyword Defaults", "Final")
    assert pep.published == "2019-07-05"
    assert pep.author.endswith("Grace Sample <grace at example.org>")
    assert pep.text.startswith("# Abstract\n")
    assert pep.locators[0] == 12


def test_markup_that_docutils_cannot_take_is_read_as_text():
    text = ".. foo:: bar\n   :x: y\n\n   Words within.\n\n`broken <\n\n+--+\n| a\n\nLast words.\n"
    source = read_source("raw/a.rst", text.encode())
    assert "Words within." in source.text
    assert "Last words." in source.text


def rst(text):
    return read_source("raw/a.rst", text.encode()).text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It holds 10\\ :sup:`6` litres.", "It holds 10^6 litres."),
        ("It measures 50 m\\ :sup:`2` in all.", "It measures 50 m² in all."),
        ("It is full of H\\ :sub:`2`\\ O.", "It is full of H₂O."),
        ("It is 10\\ :subscript:`2` wide.", "It is 10_2 wide."),
        ("On the 21\\ :superscript:`st` of May.", "On the 21st of May."),
        ("It is **10**\\ :sup:`6` wide.", "It is **10**^6 wide."),
        ("It costs 10|br|\\ 20.", "It costs 10 20."),
        ("It costs 10\\ |br|\\ 20.", "It costs 10 20."),
        ("By ``10⁶`` it is meant.", "By `10⁶` it is meant."),
        ("As in [CIT2002]_ it is.\n\n.. [CIT2002] A book.", "As in [CIT2002] it is."),
    ],
)
def test_raised_digits_and_breaks_join_no_number(written, read):
    assert rst(written).split("\n")[0] == read


def test_a_substitution_that_is_a_line_break_is_a_blank():
    text = rst(
        ".. |cut| raw:: html\n\n   <br />\n\nIt costs 10\\ |cut|\\ 20.\n\n=====\nm\\ :sup:`2`\n=====\n"
    )
    assert "It costs 10 20." in text


def test_a_footnote_reference_does_not_join_a_number():
    text = rst("Watched by 31\\ [4]_ guards.\n\n.. [4] A note.\n")
    assert text == "Watched by 31[^4] guards.\n\n[^4]: A note."


def test_lines_of_a_line_block_stay_lines():
    assert rst("| The gate is 10\n| 20 metres high\n") == "The gate is 10\n20 metres high"
