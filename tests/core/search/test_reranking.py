"""Texts are compared by parts of their words, as the plain formula of BM25 has it."""

import math
from collections import Counter
from itertools import pairwise

import pytest

from pipeline.core.search.bm25 import K1, TITLE_WEIGHT, B
from pipeline.core.search.reranking import Closeness

TEXTS = [
    ("Ice shells", "The ice shell of Europa is thin, the ice of Ganymede thick."),
    ("Ice shells", "A shell of ice hides an ocean."),
    ("Oceans", "An ocean hides a shell of ice."),
    ("Gas", "SLOAD costs 800 gas since Istanbul, 200 before."),
    ("Gas", "gas"),
]


def _parts(text, letters):
    words = (f"_{word.strip('.,').lower()}_" for word in text.split())
    return [word[i : i + letters] for word in words for i in range(max(1, len(word) - letters + 1))]


def _pairs(text):
    return [" ".join(pair) for pair in pairwise(text.split())]


def _bm25(asked, parts, near):
    counted = []
    for title, text in TEXTS:
        counts = Counter(parts(text))
        for part in parts(title):
            counts[part] += TITLE_WEIGHT
        counted.append(counts)
    mean = sum(counts.total() for counts in counted) / len(counted)
    found = {}
    for number in near:
        counts = counted[number]
        scale = K1 * (1 - B + B * counts.total() / mean)
        found[number] = 0.0
        for part in {part for part in parts(asked) if counts[part]}:
            held = sum(part in other for other in counted)
            rarity = math.log(1 + (len(TEXTS) - held + 0.5) / (held + 0.5))
            found[number] += rarity * counts[part] * (K1 + 1) / (counts[part] + scale)
    return found


@pytest.mark.parametrize("asked", ["The thin shells of ice", "gas costs", "Quito"])
def test_a_score_is_the_weighted_sum_of_bm25_over_each_kind_of_part(asked):
    near = {0: 3.0, 1: 2.0, 3: 1.0}
    expected = dict.fromkeys(near, 0.0)
    channels = (
        (1.0, near),
        (1.0, _bm25(asked, lambda text: _parts(text, 4), near)),
        (0.5, _bm25(asked, lambda text: _parts(text, 5), near)),
        (0.2, _bm25(asked, _pairs, near)),
    )
    for weight, told in channels:
        if most := max(told.values()):
            for number, score in told.items():
                expected[number] += weight * score / most
    assert Closeness(TEXTS, str.split).scores(asked, near) == pytest.approx(expected)


def test_texts_of_the_same_parts_have_the_same_score_whatever_their_order():
    texts = [("", "one seven three nine eleven"), ("", "nine eleven seven three one")] * 3
    closeness = Closeness(texts, str.split)
    scores = closeness.scores("one eleven", dict.fromkeys(range(6), 1.0))
    assert len(set(scores.values())) == 1


def test_a_second_question_does_not_change_the_answer_to_the_first():
    closeness = Closeness(TEXTS, str.split)
    near = dict.fromkeys(range(len(TEXTS)), 1.0)
    first = closeness.scores("ice shell", near)
    closeness.scores("SLOAD gas", near)
    assert closeness.scores("ice shell", near) == first
