import pytest

from pipeline.core.inflection import singular_key
from pipeline.core.name_keys import thing_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kettle", "kettles"),
        ("entry", "entries"),
        ("box", "boxes"),
        ("cache", "caches"),
        ("process", "processes"),
        ("index", "indices"),
        ("status", "statuses"),
        ("schema", "schemas"),
        ("analysis", "analyses"),
        ("photo", "photos"),
        ("API", "APIs"),
        ("tie", "ties"),
    ],
)
def test_singular_and_plural_meet(one, other):
    assert singular_key(one) == singular_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PyPI", "PyPy"),
        ("AND", "ANDed"),
        ("digit", "digital"),
        ("authenticator", "authentication"),
        ("Windows", "window"),
        ("Mars", "mar"),
        ("semantics", "semantic"),
        ("news", "new"),
        ("DNS", "DN"),
        ("bus", "bu"),
        ("process", "proces"),
    ],
)
def test_derived_words_and_names_stay_apart(one, other):
    assert singular_key(one) != singular_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("e-mail", "Email"),
        ("home page", "Homepages"),
        ("Smeaton's Tower", "Smeaton’s towers"),
        ("Context Windows", "context window"),
        ("MW-2", "MW 2"),
    ],
)
def test_a_hyphen_a_blank_and_a_possessive_part_no_names(one, other):
    assert thing_key(one) == thing_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Windows", "Window"), ("SP 1 2", "SP 12"), ("MW-2", "MW-3"), ("C", "C++")]
)
def test_things_of_unlike_names_stay_apart(one, other):
    assert thing_key(one) != thing_key(other)
