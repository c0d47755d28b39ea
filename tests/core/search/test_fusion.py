"""Words and meaning together rank pages."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.search.fusion import MEANING_WEIGHT, NEAREST, fuse_scores, stretch_scores

scores = st.dictionaries(st.integers(1, 400), st.floats(-1, 50), max_size=300)


def test_the_best_by_words_gets_one_and_the_nearest_by_meaning_gets_two():
    found = fuse_scores({1: 8.0, 2: 4.0}, {1: 0.25, 2: 0.5, 3: 0.75})
    assert found == {1: 1.0, 2: 0.5 + MEANING_WEIGHT / 2, 3: MEANING_WEIGHT}


def test_a_page_without_a_vector_counts_by_its_words_and_the_other_way_round():
    assert fuse_scores({1: 2.0}, {}) == {1: 1.0}
    assert fuse_scores({}, {1: 0.5, 2: 0.9}) == {1: 0.0, 2: MEANING_WEIGHT}
    assert fuse_scores({}, {}) == {}


def test_only_the_nearest_pages_are_found_by_meaning_alone():
    meaning = {n: -n / 1000 for n in range(1, 2 * NEAREST)}
    assert {*fuse_scores({399: 1.0}, meaning)} == {*range(1, NEAREST + 1), 399}


@given(scores.map(lambda s: {n: abs(x) for n, x in s.items()}), scores)
def test_what_words_find_is_found(words, meaning):
    found = fuse_scores(words, meaning)
    assert {*words} <= {*found} <= {*words, *meaning}
    assert all(0 <= score <= 1 + MEANING_WEIGHT + 1e-9 for score in found.values())


@given(scores)
def test_stretching_keeps_the_order(given_scores):
    found = stretch_scores(given_scores)
    assert all(0 <= score <= 1 for score in found.values())
    order = sorted(given_scores, key=given_scores.__getitem__)
    assert [found[n] for n in order] == sorted(found.values())
