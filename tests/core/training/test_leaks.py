"""A fact of the test that stands in training in other words is caught, whoever put it there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.core.export.contents import ExportedSource
from pipeline.core.training.clusters import SaidWords, find_clusters
from pipeline.core.training.example import Basis, TrainingExample, find_answer_faults
from pipeline.core.training.leaks import find_leaks
from tests.helpers.claims import page
from tests.helpers.exporting import contents_of
from tests.helpers.training import DAMS, made

SOURCE = ExportedSource("raw/a.md", "a", "a-summary", "A")
QUOTE = "Saturn has 274 recognised moons after the 128 new discoveries of March 2025."
PARAPHRASE = "The count of recognised moons for Saturn stands at 274."


def example(quote, split, claim, span="274"):
    basis = Basis(claim, SOURCE, quote, span, "saturn")
    return TrainingExample("open", "How many?", f"{span}. “{quote}”", (basis,), claim, 0, split)


def test_a_planted_paraphrase_across_the_split_is_caught():
    leaks = find_leaks([example(QUOTE, "test", "a-1"), example(PARAPHRASE, "train", "b-7")])
    assert [(one.held_back, one.trained) for one in leaks] == [(QUOTE, PARAPHRASE)]
    assert leaks[0].why == "it says the same in other words"


@pytest.mark.parametrize(
    ("quote", "claim", "why"),
    [(QUOTE, "b-7", "the quote is in both"), ("Another sentence.", "a-1", "the claim is in both")],
)
def test_the_same_quote_or_claim_is_caught(quote, claim, why):
    leaks = find_leaks([example(QUOTE, "validation", "a-1"), example(quote, "train", claim)])
    assert [one.why for one in leaks] == [why]


def test_another_fact_about_the_same_thing_is_none():
    other = "Saturn takes 29 years for one way around the Sun."
    assert find_leaks([example(QUOTE, "test", "a-1"), example(other, "train", "b-7", "29")]) == []


def test_a_paraphrase_in_another_source_goes_to_the_split_of_what_it_says_again():
    """Planted where it could leak: in a source of its own, on a page of its own, in other words."""
    told = "At 13 metres of height the Elm Dam stands."
    planted = page("Walks", f"{told}[^renewal-5]", {"renewal-5": told})
    for seed in range(8):
        whole = made(planted, seed=seed)
        splits = {x.split for x in whole.examples if {"renewal-5", "survey-of-elm-1"} & {*x.claims}}
        assert len(splits) == 1
        assert whole.report.leaks == ()


def test_what_means_the_same_without_a_shared_word_is_joined_by_vectors():
    told = "Fishers say its wall reaches thirteen paces."
    planted = page("Walks", f"{told}[^renewal-5]", {"renewal-5": told})
    held = contents_of(*DAMS, planted)
    apart = find_clusters(held)
    joined = find_clusters(held, [("renewal-5", "survey-of-elm-1")])
    assert apart["renewal-5"] != apart["survey-of-elm-1"]
    assert joined["renewal-5"] == joined["survey-of-elm-1"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (QUOTE, PARAPHRASE, True),
        ("The dam is 12 metres high.", "The dam is 14 metres high.", False),
        ("The kettle boils water in a pot.", "Water boils in the kettle quickly.", True),
        ("It is red.", "It is red.", False),
    ],
)
def test_two_sentences_say_the_same_by_words_and_values(one, two, same):
    assert SaidWords(one).says_the_same(SaidWords(two)) is same


def test_an_answer_that_is_not_in_its_quote_is_a_fault():
    right = example(QUOTE, "train", "a-1")
    assert find_answer_faults([right]) == []
    wrong = replace(right, basis=(replace(right.basis[0], span="145"),))
    assert len(find_answer_faults([wrong])) == 2
    assert find_answer_faults([replace(right, basis=())]) == [
        f"{right.id}: the answer rests on no quote"
    ]
    assert find_answer_faults([replace(right, kind="refusal", basis=())]) == []
