"""The order in which pairs are judged where a budget cannot pay for all."""

from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.urgency import sort_by_urgency


def said(text, name):
    return Statement(name, f"wiki/{name}.md", "", text, (f"{name}-1",), (), (f"raw/{name}.md",))


def pair(one, other, name="b"):
    return Pair(said(one, "a"), said(other, name))


OWN = Pair(
    said("It holds 5 litres.", "a"), Statement("", "", "", "It holds.", (), (), ("raw/a.md",))
)
ANNOUNCED = pair("A change of the pump is likely in the future.", "The decree changed the pump.")
VALUES = pair("The pump holds 5 litres.", "The pump holds 7 litres.")
IN_ONE_SOURCE = pair("The pump holds 5 litres.", "The pump holds 7 litres.", "a")
DENIED = pair("The pump holds water.", "The pump does not hold water.")
ALIKE = pair("The pump holds water.", "The pump holds water now.")


def test_what_is_most_likely_at_odds_comes_first():
    order = [OWN, ANNOUNCED, VALUES, IN_ONE_SOURCE, DENIED, ALIKE]
    assert sort_by_urgency(reversed(order)) == order


def test_only_a_change_that_another_source_makes_answers_an_announcement():
    plan = "A change of the pump is likely in the future."
    both = pair(plan, "The pump may be changed in the future.")
    none = pair(plan, "The pump holds water.")
    one = pair(plan, "The pump was changed.", "a")
    for other in (both, none, one):
        assert sort_by_urgency([other, DENIED]) == [DENIED, other]
        assert sort_by_urgency([other, ANNOUNCED]) == [ANNOUNCED, other]


def test_of_equals_the_nearer_in_words_comes_first():
    far = pair("The pump of the old mill holds 5 litres.", "A tank with a lid holds 7 litres.")
    assert sort_by_urgency([far, VALUES]) == [VALUES, far]
