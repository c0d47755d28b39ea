"""The shortest way between two pages."""

from pipeline.core.search.page_path import shortest_path

LINKS = {1: [2, 3], 2: [4], 3: [4], 5: [4], 6: [7]}


def test_links_are_followed_in_both_directions():
    assert shortest_path(LINKS, 1, 2) == [1, 2]
    assert shortest_path(LINKS, 1, 4) == [1, 2, 4], "of two ways the one with the lower numbers"
    assert shortest_path(LINKS, 1, 5) == [1, 2, 4, 5]
    assert shortest_path(LINKS, 5, 1) == [5, 4, 2, 1]


def test_a_page_is_at_itself_and_there_may_be_no_way():
    assert shortest_path(LINKS, 1, 1) == [1]
    assert shortest_path(LINKS, 1, 7) == []
    assert shortest_path({}, 1, 2) == []
