"""What becomes of a draft: what is struck, which pages are named, what is worth keeping."""

from __future__ import annotations

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.conclude import (
    NOTHING_HELD,
    conclude_answer,
    joins_pages,
    list_objections,
)
from tests.helpers.answering import material, said


def conclude(*sentences, status="answered", **more):
    draft = AnswerDraft(status, sentences, **more)
    return conclude_answer("How hot?", draft, material(), "c0", ["valve", "kettle"])


def test_what_does_not_hold_is_struck_and_the_rest_is_given():
    answer = conclude(
        said("It boils at 95 degrees.", "kettle-2024-1"),
        said("It holds 9 litres.", "kettle-2024-2"),
    )
    assert [one.text for one in answer.sentences] == ["It boils at 95 degrees."]
    assert [why for _, why in answer.struck] == [
        "“9” does not stand in the quotes of its own marks"
    ]
    assert set(answer.citations) == {"kettle-2024-1"}
    assert answer.nearest == ()


def test_an_answer_of_which_nothing_holds_is_not_known_and_names_the_nearest_pages():
    answer = conclude(said("It holds 9 litres.", "kettle-2024-2"))
    assert (answer.status, answer.unknown) == ("unknown", (NOTHING_HELD,))
    assert [page.slug for page in answer.nearest] == ["valve", "kettle"]


def test_the_page_with_most_marks_of_the_answer_is_named_for_each():
    answer = conclude(
        said("It boils at 95 degrees.", "kettle-2024-1"),
        said("It holds 3 litres.", "kettle-2024-2"),
    )
    # `kettle-2024-1` stands on the summary page too, but that holds one mark of two.
    assert [[page.slug for page in some] for some in answer.cited] == [["kettle"], ["kettle"]]
    assert [page.line for some in answer.cited for page in some] == [7, 7]


def test_a_source_is_told_of_by_its_summary_page_also_where_that_is_not_shown():
    found = material("kettle")
    draft = AnswerDraft("answered", (said("It is final.", pages=["the-kettle-of-2024"]),))
    answer = conclude_answer("Q?", draft, found, "c0")
    assert [page.path for page in answer.pages] == ["wiki/sources/the-kettle-of-2024.md"]


def test_it_is_said_which_sentence_is_wrong_and_why():
    draft = AnswerDraft("answered", (said("Fine. 3 litres", "kettle-2024-2"), said("It is.")))
    assert list_objections(draft, material()) == ["sentence 2 (“It is.”): it cites nothing."]


def test_an_answer_is_worth_keeping_where_no_section_holds_all_its_marks():
    pages = material().pages
    both = conclude(
        said("It opens at 2 bar.", "valve-1"), said("It boils at 95 degrees.", "kettle-2024-1")
    )
    across = conclude(
        said("It boils at 95 degrees.", "kettle-2024-1"),
        said("It boiled at 100 degrees before.", "kettle-2019-1"),
    )
    within = conclude(said("40 pounds, and 55.", "kettle-2024-3", "kettle-2024-4"))
    reckoned = conclude(
        said("95 in all.", "kettle-2024-3", "kettle-2024-4", reckoned="40 + 55 = 95")
    )
    unknown = conclude(status="unknown", unknown=("The wiki does not say it.",))
    assert [joins_pages(one, pages) for one in (both, across, within, reckoned, unknown)] == [
        True, True, False, True, False,
    ]  # fmt: skip
