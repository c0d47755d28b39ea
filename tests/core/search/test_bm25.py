"""A question is answered from its rarest terms, within a bound."""

import random

import pytest

from pipeline.core.search.bm25 import K1, B, Ranking


def _texts(seed=1, texts=300, terms=60):
    chance = random.Random(seed)
    return [
        {str(int(terms * chance.random() ** 2)): chance.randint(1, 3) for _ in range(8)}
        for _ in range(texts)
    ]


def test_a_score_is_the_sum_over_the_terms_that_are_shared():
    texts = _texts()
    ranking, asked = Ranking(texts), {"3": 1.0, "17": 0.5, "40": 2.0, "none": 1.0}
    mean = sum(sum(text.values()) for text in texts) / len(texts)
    scores = ranking.scores(asked, most=10_000)
    for number, text in enumerate(texts):
        scale = K1 * (1 - B + B * sum(text.values()) / mean)
        expected = sum(
            ranking.rarity(term) * weight * text[term] * (K1 + 1) / (text[term] + scale)
            for term, weight in asked.items()
            if term in text
        )
        assert scores.get(number, 0.0) == pytest.approx(expected)


def test_the_nearest_are_the_best_of_all_scores_in_their_order():
    ranking, asked = Ranking(_texts()), {str(term): 1.0 for term in range(12)}
    scores = ranking.scores(asked, most=10_000)
    for k in (1, 5, 40, 1_000):
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:k]
        assert list(ranking.nearest(asked, 10_000, k)) == best


def test_of_a_term_that_does_not_fit_into_the_bound_nothing_is_read_unless_it_is_the_rarest():
    ranking = Ranking([{"frequent": 1}] * 50 + [{"rare": 1}] * 5)
    assert list(ranking.scores({"rare": 1.0, "frequent": 1.0}, most=20)) == [*range(50, 55)]
    assert list(ranking.scores({"frequent": 1.0}, most=20)) == [*range(20)]


def test_an_index_of_the_terms_that_are_asked_for_answers_as_one_of_all_terms():
    asked = {"3": 1.0, "17": 0.5, "40": 2.0, "none": 1.0}
    whole, part = Ranking(_texts()), Ranking(_texts(), asked.keys())
    for most in (20, 10_000):
        assert list(part.scores(asked, most).items()) == list(whole.scores(asked, most).items())
    assert [part.rarity(str(term)) for term in range(60)] == [
        whole.rarity(str(term)) for term in range(60)
    ]
