"""The shapes that a page has where something was taken out of it."""

import pytest

from pipeline.core.wiki.leftovers import (
    announces,
    is_pointer,
    number_announced,
    points_back,
    shorten_pointer,
    values_compared,
)


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("It costs 5 coins.", "It"),
        ("**Its** price rose.", "Its"),
        ("Under the new law it costs 5.", "it"),
        ("Before, the price was 4.", "Before"),
        ("Before, it cost 4.", "it"),
        ("An earlier law said 4.", "An earlier"),
        ("The increase before that was small.", "The increase before that"),
        ("Items cost 5.", ""),
        ("Italy is south.", ""),
        ("In Norby the saw costs 5, and it rusts.", ""),
        ("The first saw is old.", "The first"),
    ],
)
def test_a_sentence_points_back_by_its_first_words(sentence, back):
    assert points_back(sentence) == back


def test_a_pointer_is_shortened_to_the_pages_that_stay():
    def goes(link):
        return link.target == "saw"

    for before, after in (
        ("See [[saw]] for its price and [[rasp|the rasp]] for its use.", "See [[rasp|the rasp]] for its use."),
        ("See [[rasp]], [[saw]] and [[axe]].", "See [[rasp]] and [[axe]]."),
        ("See also [[rasp]] and [[saw]] for more.[^a]", "See also [[rasp]] and [[saw]] for more.[^a]"),
        ("See how [[saw]] and [[rasp]] differ.", "See how [[saw]] and [[rasp]] differ."),
        ("See [[saw]].", "See [[saw]]."),
    ):  # fmt: skip
        assert is_pointer(before) != ("[^a]" in before)
        if is_pointer(before):
            assert shorten_pointer(before, goes) == after


def test_what_leads_to_a_list_says_so():
    assert announces("It names two cases:[^a-1]")
    assert announces("The saw costs the following.")
    assert not announces("The saw costs 5.")
    assert number_announced("It names two cases:") == 2
    assert number_announced("It names cases:") == 0


def test_a_table_compares_the_columns_that_are_cited_or_else_its_rows():
    head = "| T | A | B |\n| --- | --- | --- |\n"
    assert values_compared(head + "| x | 1[^a-1] | 2[^b-1] |\n") == 2
    assert values_compared(head + "| x | 1 | so[^b-1] |\n") == 1
    assert values_compared(head + "| x | 1 | so[^b-1] |\n| y | 2 | so[^b-1] |\n") == 2
    assert values_compared("No table.\n") == 0
