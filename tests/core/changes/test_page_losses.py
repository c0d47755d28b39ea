import pytest

from pipeline.core.changes.page_losses import explain_losses, find_losses, find_unexplained
from pipeline.core.values import Removal
from tests.helpers.making import page


def before_and_after(before, after):
    return [str(x) for x in find_losses(page(before), page(after))]


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("It is 8,192 tokens.", "It is 8192 tokens.", []),
        ("It is 1.5.", "It is 1.", ["the number 1.5"]),
        ("It is -40 degrees.", "It is 40 degrees.", ["the number -40"]),
        ("It is 50%.", "It is 50.", ["the number 50%"]),
        ("Opcode 0x54 costs.", "It costs.", ["the number 0x54"]),
        ("GPT4 is new.", "It is new.", []),
        ("a[^k-1] b[^k-1]", "a[^k-1]", []),
        ("a[^k-1]", "a", ["the citation k-1"]),
        ("[[Teapot]]", "[[teapot|pot]]", []),
        ("[[teapot]]", "teapot", ["the link teapot"]),
        ("`[^k-1]` [[x]]", "`[^k-1]` [[x]]", []),
        ("[x](a7.md) in 1990", "x in 1990", ["the link a7"]),
    ],
)
def test_losses_are_told_by_kind(before, after, lost):
    assert before_and_after(before, after) == lost


@pytest.mark.parametrize(
    ("what", "reason", "explained"),
    [
        ("8192", "it was a misprint", True),
        ("the number 8,192", "it was a misprint", True),
        ("18192", "it was a misprint", False),
        ("8192.5", "it was a misprint", False),
        ("8192", "", False),
        ("8192", "no", False),
        ("", "it was a misprint", False),
        ("k-1", "the source was retracted", False),
    ],
)
def test_a_reason_counts_for_what_it_names(what, reason, explained):
    lost = find_losses(page("It is 8,192."), page("It is."))
    assert (find_unexplained(lost, [Removal(what, reason)]) == []) == explained


def test_a_reason_for_one_label_is_none_for_a_longer_one():
    lost = find_losses(page("a[^k-12]"), page("a"))
    assert find_unexplained(lost, [Removal("k-1", "retracted source")]) == lost
    assert find_unexplained(lost, [Removal("[^k-12]", "retracted source")]) == []


def test_a_reason_that_quotes_a_date_names_each_number_in_it_and_a_label_names_none():
    lost = find_losses(page("Since 2022-03-22, 4 of 10-15."), page("Since."))
    assert {x.what for x in lost} == {"2022", "03", "22", "4", "10", "15"}
    assert (
        find_unexplained(lost, [Removal("from a: “Since 2022-03-22, 4 of 10-15.”", "retracted")])
        == []
    )
    assert (
        find_unexplained(lost, [Removal("a-4, report-2022-03, eip-22 and 10-15-b", "retracted")])
        == lost
    )


def test_a_reason_that_quotes_a_statement_names_the_numbers_that_begin_its_words_and_no_name_does():
    lost = find_losses(page("It binds 25-hydroxyvitamin."), page("It binds."))
    assert (
        find_unexplained(lost, [Removal("from a: “It binds 25-hydroxyvitamin.”", "retracted")])
        == []
    )
    assert (
        find_unexplained(
            lost, [Removal("from 25-hydroxyvitamin: “It binds.[^25-hydroxy-1]”", "retracted")]
        )
        == lost
    )


def test_a_loss_is_told_with_the_reason_that_names_it():
    lost = find_losses(page("a[^k-12] of 31"), page("a"))
    given = [
        Removal("k-12", "no"),
        Removal("[^k-12]", "retracted"),
        Removal("k-12", "a second reason"),
    ]
    assert [(x.what, why) for x, why in explain_losses(lost, given)] == [
        ("k-12", "retracted"),
        ("31", ""),
    ]
