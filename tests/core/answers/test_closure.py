"""What code holds against a sentence of an answer, and what it lets pass."""

from __future__ import annotations

import pytest

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.closure import objections_to
from tests.helpers.answering import material, said


def objection(*args, **more):
    """What is wrong with one sentence; "" where it holds."""
    draft = AnswerDraft("answered", (said(*args, **more),))
    return objections_to(draft, material()).get(0, "")


@pytest.mark.parametrize(
    "row",
    [
        ("It boils at 95 degrees since 2024.", "kettle-2024-1"),
        ("It boils at 95 °C, and before at 100 degrees.", "kettle-2024-1", "kettle-2019-1"),
        ("The Kettle of the Brass Works holds three litres.", "kettle-2024-2", "kettle-2024-1"),
        ("Ada Brass gives 3 litres.", "kettle-2024-2"),
        ("The valve opens at 2 bar.", "valve-1"),
    ],
)
def test_what_stands_in_the_quotes_of_its_own_marks_holds(row):
    assert objection(*row) == ""


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("It boils at 96 degrees.", "kettle-2024-1"), "“96” does not stand in"),
        # The number stands on the page and under another mark of the answer.
        (("It boils at 100 degrees.", "kettle-2024-1"), "“100” does not stand in"),
        (("It holds 3 litres.", "kettle-2024-9"), "cites kettle-2024-9, and no such mark"),
        (("It holds 3 litres.",), "it cites nothing"),
        (("The Copper Union makes it.", "kettle-2024-2"), "“Copper Union” does not stand"),
        (("`boil()` takes 3 litres.", "kettle-2024-2"), "“boil()” does not stand"),
        (("It holds 3 litres [[kettle]].", "kettle-2024-2"), "marks, links and addresses"),
        (("It holds 3 litres.[^kettle-2024-2]", "kettle-2024-2"), "marks, links and addresses"),
        (("See https://example.org/3 litres", "kettle-2024-2"), "marks, links and addresses"),
        (("<img src=x> 3 litres", "kettle-2024-2"), "marks, links and addresses"),
        (("x" * 901, "kettle-2024-2"), "longer than"),
        ((" ", "kettle-2024-2"), "it is empty"),
    ],
)
def test_what_does_not_is_named(row, why):
    assert why in objection(*row)


def test_a_page_without_a_mark_may_be_cited_for_status_author_and_date_alone():
    page = ("the-kettle-of-2024",)
    assert objection("The data sheet is final.", pages=page) == ""
    assert objection("It was written by Ada Brass.", pages=page) == ""
    assert objection("It was published on 1 May 2024.", pages=page) != ""  # in no such form
    assert objection("Ada Brass published it on 2024-05-01.", pages=page) == ""
    assert "neither status, author nor date" in objection("Kettles are nice.", pages=page)
    assert "“1999”" in objection("It is final since 1999.", pages=page)
    assert "cites the page tap" in objection("It is final.", pages=("tap",))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("40 + 55 = 95", "Both cost 40 + 55 = 95 pounds."),
        ("55 - 40 = 15", "York is 15 pounds dearer, 55 against 40."),
        ("2 × 40 = 80", "Twice 40 is 80."),
    ],
)
def test_a_reckoned_number_is_worked_out_again(formula, text):
    labels = ("kettle-2024-3", "kettle-2024-4", "valve-1")
    assert objection(text, *labels, reckoned=formula) == ""


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("40 + 55 = 96", "`reckoned` is wrong"),
        ("40 + 60 = 100", "60 of `reckoned` stands in no quote"),
        ("40 ** 9 ** 9 = 1", "is no sum"),
        ("__import__('os').getcwd() = 1", "is no sum"),
        ("40 / 0 = 1", "is no sum"),
        ("(" * 60 + "1" + ")" * 58 + "=1", "is no sum"),
        ("1" * 200 + " = 1", "is no sum"),
        ("40", "is no sum"),
    ],
)
def test_a_formula_that_is_wrong_or_no_sum_is_refused(formula, why):
    labels = ("kettle-2024-3", "kettle-2024-4")
    assert why in objection("They cost 40 and 55 pounds.", *labels, reckoned=formula)


def test_every_cited_statement_of_a_page_holds_as_it_stands():
    found = material()
    draft = AnswerDraft(
        "answered", tuple(said(one.plain, *one.labels) for one in found.statements() if one.labels)
    )
    assert len(draft.sentences) == 7
    assert objections_to(draft, found) == {}
