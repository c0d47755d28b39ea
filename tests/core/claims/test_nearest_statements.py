"""What the whole wiki says near to claims that no page cites yet."""

from pipeline.core.claims.judgement import Statement
from pipeline.core.claims.nearest_statements import find_nearest_statements
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, wiki_of
from tests.helpers.repos import SCHEMA

PUMP = page("Pump", "The pump lifts 200 litres.[^old-1]", {"old-1": "The pump lifts 200 litres."})
CUP = page("Cup", "A cup is made of clay.[^old-2]", {"old-2": "A cup is made of clay."})


def claim(label, text):
    return Statement("", "raw/new.md", "", text, (label,), (text,), ("raw/new.md",))


def near(claims, slugs=("pump", "cup"), parts=(PUMP, CUP)):
    found = find_nearest_statements(claims, slugs, wiki_of(*parts), Schema.parse(SCHEMA))
    return [[s.text for s in statements] for statements in found]


def test_each_claim_gets_what_may_be_at_odds_with_it_in_the_order_asked():
    claims = [claim("new-1", "Tea is green."), claim("new-2", "The pump lifts 800 litres.")]
    assert near(claims) == [[], ["The pump lifts 200 litres."]]


def test_other_new_claims_and_the_claim_s_own_source_are_no_answer():
    claims = [
        claim("new-1", "The pump lifts 800 litres."),
        claim("new-2", "The pump lifts 9 cups."),
    ]
    mine = page(
        "Pump", "The pump lifts 200 litres.[^new-7]", {"new-7": "The pump lifts 200 litres."}
    )
    assert near(claims, parts=(mine, CUP)) == [[], []]


def test_only_the_pages_named_are_read():
    assert near([claim("new-1", "The pump lifts 800 litres.")], slugs=("cup",)) == [[]]


def test_two_wordings_of_one_claim_are_asked_for_once():
    same = claim("new-1", "The pump lifts 800 litres.")
    assert near([same, same])[0] == ["The pump lifts 200 litres."]
