"""Which statements are compared: the nearest, each pair once, at a cost that follows the number of statements."""

from collections import Counter

from pipeline.core.claims.candidate_pairs import CandidateSearch, find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.repos import SCHEMA


def pairs_of(*parts, k=10):
    wiki = wiki_of(*parts)
    return find_candidate_pairs(collect_statements(wiki, Schema.parse(SCHEMA)), k, wiki)


def texts(pairs):
    return {frozenset((p.a.text, p.b.text)) for p in pairs}


OLD = page("Pump", "The pump lifts 200 litres.[^old-1]", {"old-1": "The pump lifts 200 litres."})
NEW = page("Water", "A pump can lift 800 litres.[^new-1]", {"new-1": "A pump can lift 800 litres."})


def test_two_statements_on_one_thing_are_a_pair_once_in_the_order_of_their_places():
    (found,) = pairs_of(OLD, NEW)
    assert (found.a.slug, found.b.slug) == ("pump", "water")
    assert "200 against 800 litres" in found.why or "200 against 800" in found.why


def test_one_claim_on_several_pages_is_one():
    again = page(
        "Third", "The pump lifts 200 litres.[^old-1]", {"old-1": "The pump lifts 200 litres."}
    )
    summary = {**record("old", "2020"), **again}
    assert len(pairs_of(OLD, NEW, summary)) == 1


def test_the_wiki_s_own_page_stands_for_a_claim_and_not_the_record_of_its_source():
    quotes = {"old-1": "The pump lifts 200 litres."}
    early = page(
        "About",
        "The pump lifts 200 litres.[^old-1]",
        quotes,
        kind="source-summary",
        slug="a-record",
    )
    (found,) = pairs_of(early, OLD, NEW)
    assert {found.a.slug, found.b.slug} == {"pump", "water"}


def test_pairs_inside_one_page_are_found():
    quotes = {"old-1": "The pump lifts 200 litres.", "new-1": "A pump lifts 800 litres."}
    (found,) = pairs_of(
        page("Pump", "The pump lifts 200 litres.[^old-1] A pump lifts 800 litres.[^new-1]", quotes)
    )
    assert found.a.path == found.b.path
    assert found.a.labels != found.b.labels


def test_a_statement_stands_against_its_own_quote_where_that_lacks_its_value():
    (found,) = pairs_of(
        page("Pump", "The pump lifts 300 litres.[^old-1]", {"old-1": "The pump lifts 200 litres."})
    )
    assert (found.b.slug, found.b.path, found.b.text) == (
        "",
        "raw/old.md",
        "The pump lifts 200 litres.",
    )


def test_what_only_names_a_figure_comes_with_the_statement_that_uses_it():
    quotes = {"new-1": "The lever now takes 2600 newton.", "new-2": "FORCE_OF_START | 2600"}
    new = (
        page("Lever", "The lever now takes 2600 newton.[^new-1]", quotes),
        page("Start", "FORCE_OF_START: 2600.[^new-2]", quotes),
    )
    old = page("Arm", "The lever took 700 newton.[^old-1]", {"old-1": "The lever took 700 newton."})
    assert frozenset(("The lever took 700 newton.", "FORCE_OF_START: 2600.")) in texts(
        pairs_of(*new, old)
    )


def test_no_claim_asks_for_more_than_k_and_the_number_of_pairs_grows_with_the_claims():
    def grown(size):
        return [
            page(
                f"Thing {n}",
                f"Thing {n} holds {n + 1000} parts of kind {n % 7}.[^s{n}-1]",
                {f"s{n}-1": f"Thing {n} holds {n + 1000} parts of kind {n % 7}."},
            )
            for n in range(size)
        ]

    few, many = pairs_of(*grown(60), k=4), pairs_of(*grown(240), k=4)
    assert len(few) <= 240
    assert len(many) <= 960
    assert len({(p.a.key, p.b.key) for p in many}) == len(many)
    assert Counter(p.a.path == p.b.path for p in many)[True] == 0


def test_a_search_that_is_asked_about_few_claims_finds_for_them_what_one_about_all_finds():
    parts = [
        page(
            f"Thing {n}",
            f"Thing {n % 9} holds {n + 1000} parts of kind {n % 7}, not {n % 4}.[^s{n % 5}-{n}]",
            {f"s{n % 5}-{n}": f"Thing {n % 9} holds {n + 1000} parts of kind {n % 7}."},
        )
        for n in range(80)
    ]
    wiki = wiki_of(*parts)
    said = collect_statements(wiki, Schema.parse(SCHEMA))
    every = CandidateSearch(said, 6, wiki)
    few = CandidateSearch(said, 6, wiki, asked=lambda one: "of kind 3" in one.text)
    asked = [n for n, one in enumerate(few.claims) if "of kind 3" in one.statement.text]
    assert len(asked) > 5
    assert [few.nearest(n) for n in asked] == [every.nearest(n) for n in asked]
    assert any(few.nearest(n) for n in asked)


def test_the_names_of_several_figures_come_in_the_order_of_the_figures():
    """Not in that of a set, which is another in each process: it decides which of them are among the k."""
    quotes = {f"new-{n}": f"What line {n} holds." for n in range(1, 6)}
    figures = (3500, 2100, 4700, 2600)
    uses = page("Lever", f"The lever takes {', '.join(map(str, figures))} newton.[^new-5]", quotes)
    rows = [
        page(f"Row {n}", f"FORCE_{n}: {figure}.[^new-{n}]", quotes)
        for n, figure in enumerate(figures, 1)
    ]
    wiki = wiki_of(uses, *rows)
    search = CandidateSearch(collect_statements(wiki, Schema.parse(SCHEMA)), 10, wiki)
    (lever,) = (n for n, claim in enumerate(search.claims) if "lever" in claim.words)
    named = [search.claims[n].statement.text for n in search.definitions.of(lever)]
    assert named == ["FORCE_2: 2100.", "FORCE_4: 2600.", "FORCE_1: 3500.", "FORCE_3: 4700."]


def test_names_and_bounds_that_differ_are_looked_at_though_no_value_tells_them_apart():
    """Two sources that give a thing another maker, or a bound for a number."""
    one = page(
        "Quay Bridge",
        "The quay bridge was designed by Ada Holm.[^old-1]",
        {"old-1": "The quay bridge was designed by Ada Holm."},
    )
    two = page(
        "Bridges of the Harbour",
        "It was Carl Lund who drew the plans of the quay bridge.[^new-1]",
        {"new-1": "It was Carl Lund who drew the plans of the quay bridge."},
    )
    (found,) = pairs_of(one, two)
    assert {found.a.slug, found.b.slug} == {"quay-bridge", "bridges-of-the-harbour"}


def test_what_one_source_says_twice_is_no_pair_for_being_near():
    text = "The quay bridge was designed by Ada Holm.[^old-1] The quay bridge is near the mill.[^old-2]"
    quotes = {
        "old-1": "The quay bridge was designed by Ada Holm.",
        "old-2": "The quay bridge is near the mill.",
    }
    assert pairs_of(page("Quay Bridge", text, quotes)) == []


def _two(one, two):
    """Two pages of two sources, each with one sentence, in words that are not the same."""
    return pairs_of(
        page("Quay", f"{one}[^old-1]", {"old-1": one}),
        page("Harbour", f"{two}[^new-1]", {"new-1": two}),
    )


def test_a_value_outside_a_bound_is_named_and_one_inside_it_is_none():
    (found,) = _two("The quay has more than 30 cranes.", "There are 28 cranes on the quay.")
    assert "28 against more than 30" in found.why
    (found,) = _two("The quay has more than 30 cranes.", "There are 34 cranes on the quay.")
    assert "against" not in found.why


def test_another_rank_is_named():
    (found,) = _two(
        "The crane is the third-highest of the harbour.", "The crane ranks fifth in the harbour."
    )
    assert "against" in found.why


def test_of_more_that_may_be_at_odds_than_are_ranked_anew_the_one_in_the_same_words_is_found():
    """Each of two hundred differs in a value; the nearest by words is among those looked at."""
    rest = [
        page(
            f"Row {n}",
            f"The mill of row {n} grinds {n + 300} sacks.[^row{n}-1]",
            {f"row{n}-1": f"The mill of row {n} grinds {n + 300} sacks."},
        )
        for n in range(200)
    ]
    one, two = "The old mill grinds 12 sacks at dusk.", "At dusk the old mill grinds 15 sacks."
    pairs = pairs_of(
        *rest,
        page("Mill", f"{one}[^old-1]", {"old-1": one}),
        page("Dusk", f"{two}[^new-1]", {"new-1": two}),
        k=2,
    )
    assert frozenset((one, two)) in texts(pairs)
    assert len(pairs) <= 2 * 202
