"""What no cut leaves whole, with what is left around it, and what new words of it may be."""

import pytest

from pipeline.core.upkeep.leaving import Leaving
from pipeline.core.upkeep.remnant import problems_of_wording, remnant_of
from pipeline.core.upkeep.take_out import take_out_marks
from pipeline.core.upkeep.thinned import UncutPassage
from tests.helpers.making import page

QUOTES = {
    "k-1": ["The saw costs 800 coins since 1971."],
    "j-1": ["The saw is made of steel in Norby, by law of 12 May 1990."],
    "j-2": ["The rasp costs 50 coins, and `rasp -x` is faster."],
}
KNOWN = dict.fromkeys(("j-1", "j-2"), ("J report", "2024-05-01"))


def goes(**words):
    """What leaves with the source of k-1; `words` are new ones, by the first letter of the old."""
    worded = {}
    return Leaving(
        lambda label: label.startswith("k-"),
        frozenset({"Kiln report"}),
        QUOTES,
        lambda labels: " ".join(f"J: “{QUOTES[x][0]}”[^{x}]" for x in labels),
        ("Saw",),
        lambda text, row: {**worded, **words}.get(text[:1]),
        KNOWN,
    )


def rests(text):
    return take_out_marks(text, goes()).uncut


def remnant(words="The saw[^j-1] costs 800 coins.[^k-1]", **more):
    return remnant_of(UncutPassage("sentence", words, **more), page(""), "Use", goes())


def test_a_sentence_stands_between_what_is_left_before_and_behind_it():
    text = (
        "A is so.[^j-1] B is 2.[^k-1] The saw[^j-1] costs 800.[^k-1] C is 3.[^k-1] D is so.[^j-2]\n"
    )
    (rest,) = rests(text)
    assert rest == UncutPassage(
        "sentence", "The saw[^j-1] costs 800.[^k-1]", "", "A is so.[^j-1]", "D is so.[^j-2]"
    )


def test_a_cell_stands_in_what_is_left_of_its_row_under_the_head_of_its_table():
    row = "| saw | steel at 800[^j-1][^k-1] | new |"
    (rest,) = rests(f"| T | A | B |\n| --- | --- | --- |\n{row}\n| rasp | 2[^j-2] | – |\n")
    assert (rest.kind, rest.words, rest.row) == ("cell", "steel at 800[^j-1][^k-1]", row)
    assert (rest.before, rest.following) == ("| T | A | B |", "| saw |  | new |")


def test_a_lead_in_is_one_only_while_something_is_left_of_its_list():
    lead = "If it is of steel,[^j-1] the saw costs these 800 coins:[^k-1]"
    (rest,) = rests(f"{lead}\n\n- A is 1.[^j-2]\n")
    assert rest.leads
    (rest,) = rests(f"{lead}\n\n- A is 1.[^k-1]\n")
    assert not rest.leads


def test_a_sentence_that_lost_what_it_points_to_says_by_which_words():
    (rest,) = rests("Kiln report sets a price.[^k-1] Before that, the saw was of steel.[^j-1]\n")
    assert (rest.kind, rest.lost) == ("pointer", "Before that")
    assert rests("Kiln report sets a price.[^k-1] Before that, nothing was.\n") == [], "no quotes"


def test_new_words_stand_in_the_place_of_the_old_ones_and_nobody_is_needed():
    text = "The saw[^j-1] costs 800 coins.[^k-1] It rusts.[^j-2]\n"
    done = take_out_marks(text, goes(T="The saw is of steel.[^j-1]"))
    assert done.text == "The saw is of steel.[^j-1] It rusts.[^j-2]\n"
    assert (done.needs, done.uncut) == ([], [])
    assert [(x.why, x.words) for x in done.taken] == [
        ("worded", "The saw[^j-1] costs 800 coins.[^k-1]")
    ]
    assert done.worded == [("The saw[^j-1] costs 800 coins.[^k-1]", "The saw is of steel.[^j-1]")]


def test_where_nothing_is_left_to_say_the_sentence_goes_with_that_reason():
    done = take_out_marks("The saw[^j-1] costs 800.[^k-1] It is so.[^j-2]\n", goes(T=""))
    assert done.text == "It is so.[^j-2]\n"
    assert ("unsaid", "The saw[^j-1] costs 800.[^k-1]") in [(x.why, x.words) for x in done.taken]


def test_a_sentence_that_only_names_the_source_takes_new_words_and_else_stays():
    text = "Rust.[^k-1]\n\nBefore the Kiln report the rasp cost 50.[^j-2]\n"
    assert [x.words for x in rests(text)] == ["Before the Kiln report the rasp cost 50.[^j-2]"]
    assert take_out_marks(text, goes(B="The rasp costs 50.[^j-2]")).text == (
        "The rasp costs 50.[^j-2]\n"
    )
    done = take_out_marks(text, goes(B=""))
    assert done.text.startswith("Before the Kiln report")
    assert len(done.needs) == 1
    assert [x.why for x in done.taken] == ["alone"]


def test_a_cell_takes_new_words_and_its_row_stays():
    table = "| T | A |\n| --- | --- |\n| saw | steel at 800[^j-1][^k-1] |\n"
    done = take_out_marks(table, goes(s="steel[^j-1]"))
    assert done.text == "| T | A |\n| --- | --- |\n| saw | steel[^j-1] |\n"
    assert done.needs == []


def test_a_sentence_that_pointed_to_what_went_takes_new_words_and_else_stays():
    text = "Kiln report sets a price.[^k-1] Before that, the saw was of steel.[^j-1]\n"
    assert take_out_marks(text, goes(B="The saw was of steel.[^j-1]")).text == (
        "The saw was of steel.[^j-1]\n"
    )
    done = take_out_marks(text, goes(B=""))
    assert done.text == "Before that, the saw was of steel.[^j-1]\n"
    assert len(done.needs) == 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "The saw is made of steel.[^j-1]",
        "By law of 1990-05-12 the saw is of steel[^j-1].",
        "**The saw** is of steel (as J report says, in 2024-05-01).[^j-1]",
    ],
)
def test_what_the_quotes_that_are_left_hold_may_be_said(said):
    assert problems_of_wording(remnant(), said) == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("The saw is of steel.", "lacks the marks [^j-1]"),
        ("The saw is of steel.[^j-1][^k-1]", "may not have: [^k-1]"),
        ("The saw is of steel.[^j-1][^j-2]", "may not have: [^j-2]"),
        ("The saw costs 800 coins.[^j-1]", "no quote that is left holds 800"),
        ("The saw of type B-52 is of steel.[^j-1]", "holds B-52"),
        ("The saw is of steel, as in 1971.[^j-1]", "holds 1971"),
        ("As the Kiln report says, it is of steel.[^j-1]", "speaks of the source that leaves"),
        ("The saw is of steel.[^j-1] It is sharp.[^j-1]", "more than one sentence"),
        ("The saw is of steel[^j-1]", "does not end"),
        ("The saw is of steel:[^j-1]", "colon"),
        ("The saw\nis of steel.[^j-1]", "one line"),
        ("- The saw is of steel.[^j-1]", "one line"),
        ("# The saw is of steel.[^j-1]", "one line"),
        (f"The saw is {'very ' * 200}old.[^j-1]", "too long"),
        ("The [[norby|saw]] is of steel.[^j-1]", "these links are not in the statement"),
        ("The [saw](saw.md) is of steel.[^j-1]", "these links are not in the statement"),
        ("The saw is of `steel`.[^j-1]", "this code"),
        ("The saw is of `$= steel`.[^j-1]", "this code"),
        ("The saw is of <b>steel</b>.[^j-1]", "plain prose"),
        ("The saw is of steel <!-- x -->.[^j-1]", "plain prose"),
        ("The saw, see https://norby.example, is of steel.[^j-1]", "plain prose"),
        ("The saw is $x$ of steel.[^j-1]", "plain prose"),
        ("The saw %%is%% of steel.[^j-1]", "plain prose"),
        ("The saw ![x](y.png) is of steel.[^j-1]", "plain prose"),
        ("The **saw is of steel.[^j-1]", "plain prose"),
        ("The `saw is of steel.[^j-1]", "plain prose"),
        ("The saw | is of steel.[^j-1]", "plain prose"),
        ("The saw is\u200b of steel.[^j-1]", "plain prose"),
    ],
)
def test_what_they_do_not_hold_or_what_could_act_may_not(said, problem):
    assert any(problem in x for x in problems_of_wording(remnant(), said))


def test_links_and_code_of_the_statement_or_of_a_quote_may_stay():
    each = remnant("[[norby|Norby]] sells `rasp`[^j-2] at 800.[^k-1]")
    assert problems_of_wording(each, "[[norby|Norby]] has `rasp -x`.[^j-2]") == []


def test_a_lead_in_ends_in_a_colon_again():
    each = remnant(leads=True)
    assert problems_of_wording(each, "The saw is of steel:[^j-1]") == []
    assert problems_of_wording(each, "The saw is of steel.[^j-1]")


def test_words_that_still_point_to_what_went_are_no_help():
    each = remnant_of(
        UncutPassage("pointer", "It is of steel.[^j-1]", lost="It"),
        page(""),
        "",
        goes(),
    )
    assert problems_of_wording(each, "This is of steel.[^j-1]")
    assert problems_of_wording(each, "The saw is of steel.[^j-1]") == []


def test_a_cell_needs_no_stop_and_has_no_bars():
    each = remnant_of(
        UncutPassage("cell", "steel at 800[^j-1][^k-1]", "| saw | steel at 800[^j-1][^k-1] |"),
        page(""),
        "",
        goes(),
    )
    assert problems_of_wording(each, "steel[^j-1]") == []
    assert problems_of_wording(each, "steel[^j-1] | x")
