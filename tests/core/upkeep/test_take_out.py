"""Marks are taken out with what stands on them, and whole sentences, lists and tables stay."""

import pytest

from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.take_out import take_out_marks
from tests.helpers.growth import assert_time_grows_with_length

QUOTES = {
    "k-1": ["The saw costs 800 coins since 1971."],
    "k-2": ["The rasp is sold by Holm."],
    "j-1": ["The saw is made of steel in Norby."],
    "j-2": ["The rasp costs 50 coins."],
}
GOES = Leaving(
    lambda label: label.startswith("k-"),
    frozenset({"Kiln report", "KR-7"}),
    QUOTES,
    lambda labels: " ".join(f"J: “{QUOTES[x][0]}”[^{x}]" for x in labels),
    ("Saw",),
)


def left(text):
    return take_out_marks(text, GOES)


def words(found):
    return [each.words for each in found.taken]


def test_what_stands_on_the_mark_alone_goes_and_all_around_it_stands():
    text = "A is 1.[^k-1] B is 2.[^j-1] C is so.\n\n- D is 3.[^k-1]\n  - E is 4.[^j-2]\n- F is so.[^k-1][^j-1]\n\n`[^k-1]` is code.\n"
    done = left(text)
    assert (
        done.text
        == "B is 2.[^j-1] C is so.\n\n- E is 4.[^j-2]\n- F is so.[^j-1]\n\n`[^k-1]` is code.\n"
    )
    assert words(done) == ["A is 1.[^k-1]", "D is 3.[^k-1]"]
    assert done.kept == ["F is so.[^k-1][^j-1]"]
    assert done.unmarked == ["C is so."]


@pytest.mark.parametrize(
    ("text", "now"),
    [
        # a clause goes with its mark
        ("The saw is of steel,[^j-1] and it costs 800 coins.[^k-1] More.", "The saw is of steel.[^j-1] More."),
        ("The saw is of steel;[^j-1] KR-7 gives its price.[^k-1]", "The saw is of steel.[^j-1]"),
        ("The saw is of steel,[^j-1] which KR-7 says too[^k-1].", "The saw is of steel.[^j-1]"),
        ("It costs 800,[^k-1] and [[norby|Norby]] makes the saw.[^j-1]", "[[norby|Norby]] makes the saw.[^j-1]"),
        ("The saw costs 800;[^k-1] the rasp costs 50 coins.[^j-2]", "The rasp costs 50 coins.[^j-2]"),
        ("The saw is of steel,[^j-1] it costs 800,[^k-1] and the rasp costs 50.[^j-2]", "The saw is of steel,[^j-1] and the rasp costs 50.[^j-2]"),
        ("It is sold if it is new[^j-1] and if it costs 800.[^k-1]", "It is sold if it is new.[^j-1]"),
        # where a fragment would stay, the other sources speak
        ("If it is of steel,[^j-1] the saw costs 800.[^k-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
        ("The saw[^j-1] costs 800 coins.[^k-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
        ("It has two sides: one is of steel,[^j-1] and one costs 800.[^k-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
        ("It costs 800;[^k-1] it is of steel.[^j-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
        # what several sources support stays, unless it says what only the one that goes does
        ("The saw is of steel.[^j-1][^k-1]", "The saw is of steel.[^j-1]"),
        ("The saw of steel costs 800 coins.[^j-1][^k-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
        ("Both J and KR-7 say that it is of steel.[^j-1][^k-1]", 'J: “The saw is made of steel in Norby.”[^j-1]'),
    ],
)  # fmt: skip
def test_a_sentence_of_several_sources_loses_what_goes_and_stays_whole(text, now):
    done = left(text)
    assert done.text.rstrip("\n") == now
    assert done.taken or done.kept
    assert bool(done.needs) == now.startswith("J:")


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("- A is 1.[^j-1]\n- B is 2.[^k-1]\n- C is 3.[^k-1]\n\n", "- A is 1.[^j-1]\n\n"),
        ("It names two:\n\n- B is 2.[^k-1]\n- C is 3.[^k-1]\n\nEnd.\n", "End.\n"),
        ("It is so. It names two:\n\n- B is 2.[^k-1]\n\nEnd.\n", "It is so.\n\nEnd.\n"),
        ("The prices below hold.\n\n| A | B |\n| --- | --- |\n| x | 1[^k-1] |\n", ""),
        ("It is told below:\n\nB.[^k-1]\n", "It is told below:\n\n"),
        ("- **Price.** It costs 800.[^k-1] It rusts.[^j-1]\n", "- **Price.** It rusts.[^j-1]\n"),
        ("[[kr|Report]]: It costs 800.[^k-1] The saw rusts.[^j-1]\n", "The saw rusts.[^j-1]\n"),
        ("- **KR-7.** It costs 800.[^k-1] The saw rusts.[^j-1]\n", "- The saw rusts.[^j-1]\n"),
        ("- **Price.** It costs 800.[^k-1]\n- **Use.** It saws.[^j-1]\n", "- **Use.** It saws.[^j-1]\n"),
        ("- Some fail. It costs 800.[^k-1] See [[saw]].\n- B.[^j-1]\n", "- B.[^j-1]\n"),
        ("`saw` cuts.[^k-1] It costs 50.[^j-2]\n", "`saw` costs 50.[^j-2]\n"),
        ("Saw blades cut.[^k-1] By law it costs 50.[^j-2]\n", "By law Saw costs 50.[^j-2]\n"),
        ("`saw` cuts.[^k-1] `rasp` is older.[^j-1]\n", "`rasp` is older.[^j-1]\n"),
        ("KR-7 has two faults. It says 800.[^k-1] The contradiction is left open.\n", ""),
        ("> [!note] It costs 800.[^k-1]\n> It rusts.[^j-1]\n", "> [!note]\n> It rusts.[^j-1]\n"),
        ("> [!note] It costs 800.[^k-1]\n> And 900.[^k-1]\n", ""),
    ],
)  # fmt: skip
def test_nothing_is_left_that_led_to_what_goes(text, now):
    assert left(text).text == now


@pytest.mark.parametrize(
    ("table", "now"),
    [
        # a row without its key, and a row with its key alone
        ("| T | A | B |\n| --- | --- | --- |\n| saw[^k-1] | 1[^j-1] | x |\n| rasp | 2[^j-2] | y |\n", "| T | A | B |\n| --- | --- | --- |\n| rasp | 2[^j-2] | y |\n"),
        # a column of which nothing is left, with dashes
        ("| T | Then | KR-7 |\n| --- | --- | --- |\n| saw | 1[^j-1] | 800[^k-1] |\n| rasp | 2[^j-2] | – |\n", "| T | Then |\n| --- | --- |\n| saw | 1[^j-1] |\n| rasp | 2[^j-2] |\n"),
        # a value of several in a cell
        ("| T | A |\n| --- | --- |\n| saw | 1 cold[^j-1], 800 warm[^k-1] |\n", "| T | A |\n| --- | --- |\n| saw | 1 cold[^j-1] |\n"),
        ("| T | A |\n| --- | --- |\n| saw | `a | b`[^j-1] |\n| rasp | 1[^k-1] |\n", "| T | A |\n| --- | --- |\n| saw | `a | b`[^j-1] |\n"),
        ("Before.\n\n| T | A |\n| --- | --- |\n| saw | 1[^k-1] |\n\nAfter.\n", "Before.\n\nAfter.\n"),
    ],
)  # fmt: skip
def test_a_table_keeps_no_row_without_its_key_and_no_column_without_a_cell(table, now):
    assert left(table).text == now


def test_sentences_over_line_ends_and_in_quotes_go_whole():
    text = "> First words\n> go on.[^k-1] Others\n> stay.[^j-1]\n\nOne\ntwo.[^k-1]\n"
    assert left(text).text == "> Others\n> stay.[^j-1]\n\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The saw cuts.[^k-1] They cost 50.[^j-2]\n", "“They cost 50.” has lost the sentence before it"),
        ("It names two:\n\n- B is 2.[^k-1]\n- C is 3.[^j-1]\n", "leads to 1 of 2 now"),
        ("KR-7 names some:\n\n- B is 2.[^k-1]\n- C is 3.[^j-1]\n", "names the source, and leads to what stays"),
        ("Rust.[^k-1]\n\nBefore KR-7 the rasp cost 50.[^j-2]\n", "“Before KR-7 the rasp cost 50.” names the source, and none of its quotes does"),
        ("Rust.[^k-1] KR-7 is a draft. The saw.[^j-1]\n", "“KR-7 is a draft.” names the source, and has no citation"),
        ("| T | By |\n| --- | --- |\n| saw[^j-1][^k-2] | KR-7 |\n", "“saw · KR-7” names the source"),
        ("KR-7 names some:[^k-1]\n\n- C is 3.[^j-1]\n", "went, and what it led to stays"),
        ("| T | A |\n| --- | --- |\n| saw[^k-1] | 1[^j-1] |\n| x | 2[^j-2] |\n", "has lost its first cell"),
        ("| T | By KR-7 |\n| --- | --- |\n| saw | 1[^j-1] |\n| x | 2[^k-2] |\n", "still names the source"),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_is_told_with_its_words(text, told):
    assert any(told in each for each in left(text).needs)


@pytest.mark.parametrize(
    "unit",
    ["A is 1.[^k-1] It is 2,[^j-1] and 3.[^k-1] ", "- a:\n", "| a[^k-1] | b[^j-1] |\n", "> x[^k-1][^j-1]\n"],
)  # fmt: skip
def test_time_grows_with_the_length(unit):
    assert_time_grows_with_length(left, unit * 500, unit * 2_000)
