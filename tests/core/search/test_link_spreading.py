"""Links speak in a ranking."""

from pipeline.core.search.link_spreading import SHARE, SPREADING, best, spread


def test_a_page_beside_a_good_one_is_raised():
    raised = spread({1: 10.0, 2: 3.0, 3: 4.0}, {1: {2}}, {2: 1})
    assert raised == {1: 10.0, 2: 3.0 + SHARE * 10.0, 3: 4.0}
    assert best(raised, 2) == [1, 2]


def test_a_page_with_many_links_gives_little_over_each():
    one = spread({1: 8.0, 2: 1.0}, {1: {2}}, {2: 1})[2]
    many = spread({1: 8.0, 2: 1.0}, {1: {*range(2, 18)}}, {2: 1})[2]
    assert (one - 1) == 4 * (many - 1)


def test_a_hub_is_not_raised_by_everything():
    scores = dict.fromkeys(range(1, 11), 5.0) | {99: 1.0}
    raised = spread(scores, {n: {99} for n in range(1, 11)}, {99: 10_000})
    assert raised[99] < 5.0


def test_a_page_without_a_word_of_the_query_is_not_brought_in():
    assert spread({1: 10.0}, {1: {2}}, {2: 1}) == {1: 10.0}


def test_only_the_best_pages_give_something():
    scores = {n: 100.0 - n for n in range(SPREADING + 2)}
    last = SPREADING + 1
    assert spread(scores, {last: {0}}, {0: 1}) == scores


def test_equal_scores_are_in_the_order_of_the_numbers():
    assert best({3: 1.0, 1: 1.0, 2: 2.0}, 3) == [2, 1, 3]
