"""Common words are not looked up where the rare ones find the best pages by themselves."""

from math import log

from pipeline.core.search.query import SearchTerm
from pipeline.core.search.rare_first import put_rare_first

RARE, MIDDLING, COMMON, EVERYWHERE = (
    SearchTerm((word,)) for word in ("kettle", "steam", "water", "page")
)
HELD = {"kettle": 30, "steam": 200, "water": 4_900, "page": 9_000}


def split(*words, held=HELD, size=10_000, most=20):
    return put_rare_first(words, held, size, most)


def test_a_common_word_need_not_be_looked_up_where_rarer_ones_find_enough():
    found = split(EVERYWHERE, COMMON, RARE)
    assert (found.rare, found.common) == ((RARE,), (COMMON, EVERYWHERE))


def test_the_bound_is_what_the_common_words_can_give_at_most():
    weight = log((10_000 - 4_900 + 0.5) / (4_900 + 0.5))
    assert split(COMMON, RARE).bound == 2.2 * weight
    assert 0 < split(EVERYWHERE, RARE).bound < 0.001


def test_a_word_is_rare_as_long_as_too_few_pages_are_found_without_it():
    assert split(MIDDLING, EVERYWHERE, RARE, most=100).rare == (RARE, MIDDLING)
    assert split(EVERYWHERE, RARE, most=31).common == ()


def test_words_that_tell_too_much_together_are_all_looked_up():
    others = [SearchTerm((f"steam{n}",)) for n in range(5)]
    held = {"kettle": 150, **{word.key: 200 for word in others}}
    assert split(RARE, *others, held=held).common == ()


def test_a_word_of_which_nothing_is_known_is_looked_up():
    unknown = SearchTerm(("samovar",))
    assert unknown in split(unknown, RARE, EVERYWHERE).rare
    assert split(RARE, COMMON, held={}, size=0).common == ()
    assert split().rare == split().common == ()
    assert split(EVERYWHERE).rare == (EVERYWHERE,)
