"""Every cited statement of a wiki, and what makes two of them the same contradiction."""

from dataclasses import replace

import pytest

from pipeline.core.claims.claim_index import collect_statements, identity_of_pair, index_alone
from pipeline.core.claims.judgement import Pair
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.repos import SCHEMA

OLD = {"old-1": "The limit of the pump is 200 litres."}
NEW = {"new-1": "The limit of the pump is 800 litres."}


def read(*parts):
    return collect_statements(wiki_of(*parts), Schema.parse(SCHEMA))


def test_sentences_items_and_rows_are_statements_with_their_place():
    body = (
        "The pump moves water.[^old-1] It is\nmade of steel.[^old-1] Nobody knows why.\n\n## Limits\n\n"
        "- It lifts 200 litres.[^old-1]\n\n### By kind\n\n| Kind | Limit |\n| --- | --- |\n| small | 50 litres[^old-1] |\n"
    )
    found = read(page("Pump", body, OLD))
    assert [(s.heading, s.text, s.line) for s in found] == [
        ("", "The pump moves water.", 6),
        ("", "It is made of steel.", 6),
        ("Limits", "It lifts 200 litres.", 11),
        ("By kind", "Kind: small; Limit: 50 litres", 17),
    ]


def test_raw_is_what_stands_on_the_page():
    wiki = wiki_of(
        page(
            "Pump",
            "See [[valve|the valve]]. It is **200**\nlitres.[^old-1]\n\n> - And *so*.[^old-1]",
            OLD,
        )
    )
    found = collect_statements(wiki, Schema.parse(SCHEMA))
    assert [s.raw for s in found] == ["It is **200**\nlitres.[^old-1]", "And *so*.[^old-1]"]
    assert all(s.raw in wiki.text(s.slug) for s in found)


def test_code_states_nothing_and_a_person_s_own_footnote_is_no_source():
    body = "```\nlimit = 200[^old-1]\n```\n\nA remark.[^mine]\n\n[^mine]: as I was told"
    assert read(page("Pump", body, OLD)) == []


def test_dates_and_standing_come_from_the_record_of_the_source():
    (found,) = read(
        record("old", "2020-01", "Draft"), page("Pump", "It lifts 200 litres.[^old-1]", OLD)
    )
    assert (found.sources, found.published, found.standing) == (
        ("raw/old.md",),
        ("2020-01",),
        ("proposed",),
    )
    assert found.quotes == tuple(OLD.values())


def test_entities_are_links_and_names_of_pages_in_running_text():
    pages = [
        page("Gate Valve", "A valve.", {}),
        page("CALL", "An opcode.", {}),
        page("Hull", "A hull.", {}),
    ]
    (found,) = read(
        *pages, page("Pump", "The gate valve in the [[hull]] may call it a day.[^old-1]", OLD)
    )
    assert set(found.entities) == {"gate-valve", "hull"}
    (found,) = read(*pages, page("Pump", "Each CALL opens it.[^old-1]", OLD))
    assert found.entities == ("call",)


def test_the_index_holds_values_negation_and_words():
    (found,) = read(page("Pump", "The pump does not lift 8K litres.[^old-1]", OLD))
    value = index_alone(found)
    assert value.negated
    assert [m.values for m in value.values] == [(8000.0, 8192.0)]
    assert "pump" in value.words
    assert "the" not in value.words


def test_a_value_that_no_quote_holds_is_seen():
    (found,) = read(
        page("Pump", "It lifts 300 litres, in two steps, as of 2020-01.[^old-1]", OLD),
        record("old", "2020-01"),
    )
    assert [m.text for m in index_alone(found).unquoted] == ["300"]


def test_the_values_that_decide_are_those_of_the_sources_or_else_all():
    (found,) = read(page("Pump", "It lifts 300 litres, not 200 litres.[^old-1]", OLD))
    value = index_alone(found)
    assert [m.text for m in value.values] == ["300", "200"]
    assert [[m.text for m in quote] for quote in value.quoted] == [["200"]]
    assert [m.text for m in value.deciding] == ["200"]
    (other,) = read(page("Pump", "It lifts 300 litres, in two steps.[^old-1]", OLD))
    assert [m.text for m in index_alone(other).deciding] == ["300"]


def test_what_is_worked_out_of_a_statement_is_kept_for_the_next_who_asks():
    (found,) = read(page("Pump", "The pump lifts 200 litres.[^old-1]", OLD))
    assert index_alone(replace(found)).values is index_alone(found).values


# --- identity ---


def pair(*parts):
    found = list(read(record("old", "2020"), record("new", "2024"), *parts))
    return Pair(*[s for s in found if s.labels][:2])


def one(
    old="The limit of the pump is 200 litres.", new="The limit of the pump is 800 litres.", **names
):
    return pair(
        page(names.get("a", "Pump A"), f"{old}[^old-1]", OLD),
        page(names.get("b", "Pump B"), f"{new}[^new-1]", NEW),
    )


def test_a_contradiction_stays_the_same_when_it_is_reworded():
    assert identity_of_pair(one()) == identity_of_pair(
        one(old="At most, 200 litres go through the pump.", new="It lifts 800 litres now.")
    )


def test_it_stays_the_same_when_it_moves_or_its_page_is_renamed():
    moved = pair(
        page("Pump A", f"Words.\n\n## Elsewhere\n\n- {OLD['old-1']}[^old-1]", OLD),
        page("Quite another name", f"{NEW['new-1']}[^new-1]", NEW),
    )
    assert identity_of_pair(one()) == identity_of_pair(moved)


def test_the_order_of_the_sides_does_not_count():
    found = one()
    assert identity_of_pair(found) == identity_of_pair(Pair(found.b, found.a))


def test_it_is_another_one_when_a_value_a_source_or_the_subject_differs():
    found = one()
    other = {"new-1": "The limit of the crane is 800 litres."}
    changed = [
        one(old="The limit of the pump is 250 litres."),
        Pair(found.a, replace(found.b, sources=("raw/else.md",))),
        Pair(found.a, replace(found.b, quotes=tuple(other.values()))),
    ]
    assert len({identity_of_pair(x) for x in (found, *changed)}) == 4


@pytest.mark.parametrize(
    "twice", ["The limit of the pump is 200 litres.", "The pump has a limit of 200 litres."]
)
def test_the_same_claims_on_several_pages_are_one_contradiction(twice):
    elsewhere = one(old=twice, a="Third Page")
    assert identity_of_pair(one()) == identity_of_pair(elsewhere)


def test_without_values_the_words_of_the_sources_make_it():
    quotes = {"old-1": "The pump is safe to use."}, {"new-1": "The pump is not safe to use."}
    told = ["The pump is safe.", "One can use the pump."]
    found = [
        identity_of_pair(
            pair(
                page("A", f"{t}[^old-1]", quotes[0]),
                page("B", "The pump is unsafe.[^new-1]", quotes[1]),
            )
        )
        for t in told
    ]
    assert found[0] == found[1]
