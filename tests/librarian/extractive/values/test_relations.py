"""Who runs a thing, where it is and what it is called: relations that have one object at a time."""

import pytest

from pipeline.librarian.extractive.values.relations import gives_another_object, gives_object

NAMES = frozenset({"tamsin weir"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tamsin weir is run by the Norbach town council.", True),
        ("The Tamsin weir is run by a club of anglers.", True),
        ("The Tamsin weir is called the Old Comb.", True),
        ("The Tamsin weir is run by a single company that also sells rafts.", False),
        ("The Tamsin weir is run by several towns of the valley.", False),
        ("Tamsin weir gates on both sides are called twins.", False),
        ("The Tamsin weir lifts rafts.", False),
    ],
)
def test_an_object_is_a_certain_one_of_the_thing_itself(text, expected):
    assert gives_object(text, NAMES) is expected


def test_two_objects_of_one_relation_are_told_from_one_in_other_words():
    one = "The Tamsin weir is run by the Norbach town council."
    assert gives_another_object(one, one.replace("Norbach town council", "Halden port authority"))
    assert not gives_another_object(one, one.replace("run by", "based in"))
